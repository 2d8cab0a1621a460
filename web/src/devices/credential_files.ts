/** Credentials as the files that people download. Pure. */
import type { Authorisation } from "../api/devices";

export interface Named {
  clientId: string;
  username: string;
  password: string;
}

/** The header that ThingSpeak's sketches include, under its very name. */
export function secretsHeader({ clientId, username, password }: Named): string {
  return (
    `#define SECRET_MQTT_USERNAME "${username}"\n` +
    `#define SECRET_MQTT_CLIENT_ID "${clientId}"\n` +
    `#define SECRET_MQTT_PASSWORD "${password}"\n`
  );
}

export interface Server {
  host: string;
  port: number;
}

export function credentialsText(who: Named, server: Server): string {
  return (
    `Client ID: ${who.clientId}\nUsername: ${who.username}\nPassword: ${who.password}\n` +
    `Host: ${server.host}\nPort: ${server.port}\n`
  );
}

export function credentialsJson(who: Named, server: Server, channels: Authorisation[]): string {
  const all = {
    client_id: who.clientId,
    username: who.username,
    password: who.password,
    ...server,
    channels,
  };
  return `${JSON.stringify(all, null, 2)}\n`;
}

/** The same for a camera: as little as is enough to connect. */
export function credentialsCode(who: Named, server: Server): string {
  return JSON.stringify({
    client_id: who.clientId,
    username: who.username,
    password: who.password,
    ...server,
  });
}
