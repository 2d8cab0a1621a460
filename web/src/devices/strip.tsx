import type { Refusal } from "../api/devices";
import { wordsFor } from "../activity/reason";
import { Button } from "../components/button";
import { Icon } from "../components/icon";
import { Ago } from "../components/time";
import { t } from "../strings";
import { formatClock, formatNumber } from "../strings/format";
import type { Arrived } from "./first_message";
import type { Step } from "./journey_steps";
import { cureOf, type Cure } from "./reasons";
import "./strip.css";

export interface StripProps {
  steps: Step[];
  entry: Arrived | null;
  onCure: (cure: Cure) => void;
}

/** Lamps for the steps of a message, and beside the one that failed: why, and what to do. */
export function Strip({ steps, entry, onCure }: StripProps) {
  const isShown = steps.at(-1)?.state === "done";
  const reached = steps.reduce((last, { at }, index) => (at ? index : last), -1);
  return (
    <>
      <ol class="strip">
        {steps.map((step, index) => (
          <StripStep
            key={step.name}
            step={step}
            index={index}
            isReached={index <= reached}
            onCure={onCure}
          />
        ))}
      </ol>
      <Spoken steps={steps} />
      {isShown && entry && <ShownEntry {...entry} />}
    </>
  );
}

interface StripStepProps {
  step: Step;
  index: number;
  /** The message came here or past it. */
  isReached: boolean;
  onCure: (cure: Cure) => void;
}

function StripStep({ step, index, isReached, onCure }: StripStepProps) {
  const { steps, meanings } = t().firstMessage;
  const { name, state, at, problem } = step;
  return (
    <li class="strip-item">
      <div class={`strip-step strip-${state}${isReached ? " strip-reached" : ""}`}>
        <span class="strip-lamp">
          {state === "done" && <Icon name="check" />}
          {state === "failed" && <Icon name="close" />}
        </span>
        <span class="strip-name">{steps[name]}</span>
        <span class="strip-meaning">{meanings[name]}</span>
        <span class="strip-time">
          {at && <>{formatClock(at)} </>}
          <StateWord state={state} />
        </span>
      </div>
      {problem && <Problem problem={problem} index={index} onCure={onCure} />}
    </li>
  );
}

function StateWord({ state }: { state: Step["state"] }) {
  const word = t().firstMessage.states[state];
  const isSaid = state === "next" || state === "unused";
  return (
    <span class={isSaid ? undefined : "visually-hidden"}>
      {state === "next" ? `${word} …` : word}
    </span>
  );
}

interface ProblemProps {
  problem: Refusal;
  index: number;
  onCure: (cure: Cure) => void;
}

function Problem({ problem, index, onCure }: ProblemProps) {
  const { what, remedy } = wordsFor(problem);
  const cure = cureOf(problem.reason);
  return (
    <div class="strip-problem" style={{ "--step": index }}>
      <p>
        <strong>{what}.</strong> {remedy}
      </p>
      <p class="whereabouts">
        <Ago at={problem.at} />
        {problem.topic && <code>{problem.topic}</code>}
        {problem.address && <span class="mono">{t().firstMessage.from(problem.address)}</span>}
      </p>
      {cure && <Button onClick={() => onCure(cure)}>{t().firstMessage.cures[cure]}</Button>}
    </div>
  );
}

/** Tells those who do not see the lamps how far it came: one sentence when it changes. */
function Spoken({ steps }: { steps: Step[] }) {
  const { steps: names, meanings, states } = t().firstMessage;
  const failed = steps.find((step) => step.problem);
  const reached = steps.filter((step) => step.state === "done").at(-1);
  const failure = failed?.problem ? wordsFor(failed.problem) : null;
  return (
    <p class="visually-hidden" role="status">
      {failure && failed ? `${names[failed.name]}: ${failure.what}. ${failure.remedy}` : null}
      {!failure && reached
        ? `${names[reached.name]} (${meanings[reached.name]}): ${states.done}`
        : null}
    </p>
  );
}

function ShownEntry({ channel, entry }: Arrived) {
  const { firstMessage } = t();
  const values = ([1, 2, 3, 4, 5, 6, 7, 8] as const)
    .map((number) => [number, entry[`field${number}`]] as const)
    .filter(([, value]) => value !== null && value !== undefined);
  return (
    <p class="strip-entry">
      <strong>{firstMessage.entry(formatNumber(entry.entry_id))}</strong>
      {values.map(([number, value]) => (
        <code key={number}>
          field{number}={value}
        </code>
      ))}
      <a href={`/channels/${channel}`}>{firstMessage.openChart}</a>
    </p>
  );
}
