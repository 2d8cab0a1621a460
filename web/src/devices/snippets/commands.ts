/** Snippets for a terminal. Pure. */
import {
  CA_FILE,
  isSecure,
  needsCa,
  payloadOf,
  publishTopic,
  subscribeTopic,
  type Connection,
  type Part,
} from "./connection";

/** Apostrophes keep every sign of a password as it is. */
function mosquittoOptions(to: Connection): string {
  const server = `-h ${to.host} -p ${to.port}`;
  const trust = needsCa(to)
    ? ` --cafile ${CA_FILE}`
    : isSecure(to.transport)
      ? " --tls-use-os-certs"
      : "";
  return `${server}${trust} -i ${to.clientId} \\\n  -u ${to.username} -P '${to.password}' \\\n  -q 1`;
}

export function mosquitto(to: Connection): Part[] {
  const options = mosquittoOptions(to);
  return [
    {
      purpose: "publish",
      text: `mosquitto_pub ${options} -t ${publishTopic(to)} -m '${payloadOf(to)}'`,
    },
    { purpose: "subscribe", text: `mosquitto_sub ${options} -v -t ${subscribeTopic(to)}` },
  ];
}

/** HTTP has no devices: the channel's write key says who may. */
export function curl(to: Connection): Part[] {
  const scheme = isSecure(to.transport) ? "https" : "http";
  const trust = needsCa(to) ? ` --cacert ${CA_FILE}` : "";
  const body = `api_key=${to.writeKey}&${payloadOf(to)}`;
  return [
    {
      purpose: "request",
      text: `curl${trust} -d '${body}' \\\n  ${scheme}://${to.host}:${to.port}/update.json`,
    },
  ];
}
