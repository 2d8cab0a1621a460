import { useState } from "preact/hooks";
import type { Channel } from "../api/channels";
import { EmbedDialog } from "../charts/embed_dialog";
import { Button } from "../components/button";
import { Panel } from "../components/panel";
import { t } from "../strings";
import { Graticule } from "./graticule";
import { placeOf, wordsOf } from "./place";

/** Where the channel's sensors are. */
export function Location({ channel }: { channel: Channel }) {
  const [embedding, setEmbedding] = useState(false);
  const place = placeOf(channel);
  if (!place) return null;
  const text = wordsOf(place);
  return (
    <Panel title={t().location.title} actions={<EmbedButton onClick={() => setEmbedding(true)} />}>
      <Graticule place={place} text={text} />
      <p class="row row-between">
        <a href={`geo:${place.latitude},${place.longitude}`}>{text}</a>
        {channel.elevation ? (
          <span class="soft">{t().location.elevation(String(channel.elevation))}</span>
        ) : null}
      </p>
      {embedding && (
        <EmbedDialog
          path={`/channels/${channel.id}/maps/channel_show`}
          onClose={() => setEmbedding(false)}
        />
      )}
    </Panel>
  );
}

const EmbedButton = ({ onClick }: { onClick: () => void }) => (
  <Button kind="quiet" icon="code" label={t().location.embed} onClick={onClick} />
);
