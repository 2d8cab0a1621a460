/** Devices that publish with the command-line client, as people try their first message. */
import { spawn } from "node:child_process";
import { once } from "node:events";

function start({ mqttPort }, { clientId, username, password }, words) {
  const who = ["-i", clientId, "-u", username, "-P", password, "-q", "1"];
  return spawn("mosquitto_pub", ["-h", "127.0.0.1", "-p", mqttPort, ...who, ...words], {
    stdio: ["pipe", "ignore", "ignore"],
  });
}

/** Resolves to mosquitto_pub's exit status. */
export async function publish(given, device, channel, update) {
  const topic = `channels/${channel}/publish`;
  const [status] = await once(start(given, device, ["-t", topic, "-m", update]), "exit");
  return status;
}

/** Stays connected, and publishes a line whenever it is told one. */
export class Publisher {
  #process;

  constructor(given, device, channel) {
    this.#process = start(given, device, ["-t", `channels/${channel}/publish`, "-l"]);
  }

  publishes(update) {
    this.#process.stdin.write(`${update}\n`);
  }

  async leaves() {
    const exit = once(this.#process, "exit");
    this.#process.stdin.end();
    await exit;
  }
}
