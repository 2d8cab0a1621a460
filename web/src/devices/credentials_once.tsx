import type { Authorisation, Credentials } from "../api/devices";
import type { Door } from "../api/session";
import { Button } from "../components/button";
import { Secret } from "../components/copy";
import { Notice } from "../components/notice";
import { lazy } from "../shell/lazy";
import { session } from "../shell/session";
import { t } from "../strings";
import {
  credentialsCode,
  credentialsJson,
  credentialsText,
  secretsHeader,
} from "./credential_files";
import "./device_form.css";
import { hostFor } from "./doors";
import { downloadFile } from "./download";
import type { QrImageProps } from "./qr_image";

const QrImage = lazy<QrImageProps>(() => import("./qr_image"));

/** The listener that most devices use: plain MQTT, else the first. */
function usualServer() {
  const doors: Door[] = session.value?.server.doors ?? [];
  const door = doors.find(({ transport }) => transport === "tcp") ?? doors[0];
  return {
    host: door ? hostFor(door, location.hostname) : location.hostname,
    port: door?.port ?? 1883,
  };
}

export interface CredentialsOnceProps {
  credentials: Credentials;
  channels: Authorisation[];
  onDone: () => void;
}

/** All that a device needs, to copy, to download or to scan; there is no second time. */
export function CredentialsOnce({ credentials, channels, onDone }: CredentialsOnceProps) {
  const words = t().credentials;
  const who = {
    clientId: credentials.client_id,
    username: credentials.username,
    password: credentials.password,
  };
  const server = usualServer();
  const files: [string, string][] = [
    ["mqtt_secrets.h", secretsHeader(who)],
    ["mqtt_credentials.txt", credentialsText(who, server)],
    ["mqtt_credentials.json", credentialsJson(who, server, channels)],
  ];
  return (
    <div class="stack">
      <Notice tone="warning">
        <p>{words.saveNow}</p>
      </Notice>
      <div class="credentials">
        <div class="stack">
          <Credential label={words.clientId} text={who.clientId} />
          <Credential label={words.username} text={who.username} />
          <Credential label={words.password} text={who.password} />
        </div>
        <figure class="credentials-code">
          <QrImage text={credentialsCode(who, server)} label={words.code} />
          <figcaption class="small soft">{words.codeHint}</figcaption>
        </figure>
      </div>
      <div class="row" role="group" aria-label={words.download}>
        {files.map(([name, text]) => (
          <Button key={name} icon="download" onClick={() => downloadFile(name, text)}>
            {name}
          </Button>
        ))}
      </div>
      <div class="row row-end">
        <Button kind="primary" onClick={onDone}>
          {t().common.done}
        </Button>
      </div>
    </div>
  );
}

export function Credential({ label, text }: { label: string; text: string }) {
  return (
    <div class="stack stack-tight">
      <span class="legend">{label}</span>
      <Secret text={text} what={label} />
    </div>
  );
}
