/** A chart for other people's pages: /channels/ID/charts/N. */
import type uPlot from "uplot";
import { numberOf } from "../charts/series_data";
import { loadLanguage, t } from "../strings";
import { timeZone } from "../strings/format";
import "./embed.css";
import { drawPlot, type EmbedData } from "./embedded_plot";
import { isDarkColour, parametersOf, type EmbedParameters } from "./parameters";

interface Answer {
  channel: { name: string; [field: `field${number}`]: string | undefined };
  feeds: { created_at: string; [field: `field${number}`]: string | null | undefined }[];
}

async function read({ channel, field, feedQuery }: EmbedParameters): Promise<EmbedData> {
  const response = await fetch(`/channels/${channel}/fields/${field}.json?${feedQuery}`);
  const answer = (await response.json()) as Answer | -1;
  if (answer === -1) throw new Error(t().embed.notPublic);
  if (!response.ok) throw new Error(t().embed.noChannel);
  const name = `field${field}` as const;
  return {
    name: answer.channel.name,
    label: answer.channel[name] ?? "",
    times: answer.feeds.map((entry) => Date.parse(entry.created_at) / 1000),
    values: answer.feeds.map((entry) => numberOf(entry[name])),
  };
}

function element(name: string, className: string, parent: HTMLElement): HTMLElement {
  const made = document.createElement(name);
  made.className = className;
  parent.append(made);
  return made;
}

function frameFor(root: HTMLElement, parameters: EmbedParameters): HTMLElement {
  const frame = element("figure", "embed", root);
  frame.style.margin = "0";
  frame.style.width = parameters.width === null ? "100%" : `${parameters.width}px`;
  frame.style.height = parameters.height === null ? "100vh" : `${parameters.height}px`;
  document.body.style.background = parameters.background;
  document.body.style.color = isDarkColour(parameters.background) ? "#e6ebe8" : "#16201a";
  return frame;
}

function tell(root: HTMLElement, error: unknown): void {
  root.replaceChildren();
  element("p", "embed-message", root).textContent = (error as Error).message;
}

function show(frame: HTMLElement, parameters: EmbedParameters, data: EmbedData): uPlot {
  const title = parameters.title ?? data.name;
  document.title = title;
  element("h1", "embed-title", frame).textContent = title;
  const root = element("div", "embed-plot", frame);
  root.role = "img";
  root.ariaLabel = `${title}: ${parameters.yAxis ?? data.label}`;
  const plot = drawPlot(root, parameters, data);
  new ResizeObserver(() =>
    plot.setSize({ width: root.clientWidth, height: root.clientHeight }),
  ).observe(root);
  return plot;
}

/** Reads again and again; a failure leaves what is shown until the next turn. */
function follow(plot: uPlot, parameters: EmbedParameters): void {
  setInterval(() => {
    if (document.visibilityState !== "visible") return;
    read(parameters).then(
      (data) => plot.setData([data.times, data.values]),
      () => {},
    );
  }, parameters.updateSeconds * 1000);
}

async function start(root: HTMLElement): Promise<void> {
  await loadLanguage();
  const parameters = parametersOf(location.pathname, location.search);
  if (!parameters) return tell(root, new Error(t().embed.noChannel));
  timeZone.value = parameters.timeZone ?? undefined;
  const frame = frameFor(root, parameters);
  try {
    const plot = show(frame, parameters, await read(parameters));
    if (parameters.isDynamic) follow(plot, parameters);
  } catch (error) {
    tell(root, error);
  }
}

const root = document.getElementById("chart");
if (root) void start(root);
