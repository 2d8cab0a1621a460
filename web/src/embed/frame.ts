import { isDarkColour } from "./parameters";

/** What chart and map have of the room that there is. */
interface Room {
  background: string;
  /** Pixels; null: all of it. */
  width: number | null;
  height: number | null;
}

export function element(name: string, className: string, parent: HTMLElement): HTMLElement {
  const made = document.createElement(name);
  made.className = className;
  parent.append(made);
  return made;
}

export function frameFor(root: HTMLElement, { background, width, height }: Room): HTMLElement {
  const frame = element("figure", "embed", root);
  frame.style.width = width === null ? "100%" : `${width}px`;
  frame.style.height = height === null ? "100vh" : `${height}px`;
  document.body.style.background = background;
  document.body.style.color = isDarkColour(background) ? "#e6ebe8" : "#16201a";
  return frame;
}
