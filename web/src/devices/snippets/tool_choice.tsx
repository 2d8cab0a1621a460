import { useId } from "preact/hooks";
import { t } from "../../strings";
import { tools, type Tool } from "./tools";

/** All programs in sight: people look for theirs. */
export function ToolChoice({ tool, onChoose }: { tool: Tool; onChoose: (tool: Tool) => void }) {
  const name = useId();
  return (
    <div class="tools" role="radiogroup" aria-label={t().snippets.program}>
      {tools.map((one) => (
        <label key={one.id} class="tool">
          <input
            type="radio"
            name={name}
            checked={one.id === tool.id}
            onChange={() => onChoose(one)}
          />
          <span>{one.name}</span>
        </label>
      ))}
    </div>
  );
}
