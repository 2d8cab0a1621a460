/** The map of an embedded page. */
import { render } from "preact";
import { Graticule } from "../channels/graticule";
import { placeOf, wordsOf, type Place } from "../channels/place";
import { t } from "../strings";
import { ask } from "./ask";
import "./embedded_map.css";
import { frameFor } from "./frame";
import { isDarkColour, type MapParameters } from "./parameters";

interface Answer {
  channel: { name: string; latitude?: string; longitude?: string };
}

export async function showMap(root: HTMLElement, parameters: MapParameters): Promise<void> {
  const { channel, feedQuery, background } = parameters;
  const answer = await ask<Answer>(`/channels/${channel}/feeds.json?${feedQuery}`, t().embed.noMap);
  const place = placeOf(answer.channel);
  if (!place) throw new Error(t().embed.noLocation);
  document.documentElement.dataset["theme"] = isDarkColour(background) ? "dark" : "light";
  document.title = answer.channel.name;
  render(<EmbeddedMap name={answer.channel.name} place={place} />, frameFor(root, parameters));
}

function EmbeddedMap({ name, place }: { name: string; place: Place }) {
  const text = wordsOf(place);
  return (
    <>
      <h1 class="embed-title">{name}</h1>
      <Graticule place={place} text={text} />
      <figcaption class="embed-caption">{text}</figcaption>
    </>
  );
}
