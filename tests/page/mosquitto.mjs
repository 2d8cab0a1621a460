/** Devices that are the command-line clients, with which people try their first message. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";

function start(program, { mqttPort }, { clientId, username, password }, words) {
  const who = ["-i", clientId, "-u", username, "-P", password, "-q", "1"];
  return spawn(program, ["-h", "127.0.0.1", "-p", mqttPort, ...who, ...words], {
    stdio: ["pipe", "pipe", "ignore"],
  });
}

const startPublisher = (...given) => {
  const publisher = start("mosquitto_pub", ...given);
  publisher.stdout.resume();
  return publisher;
};

/** Resolves to mosquitto_pub's exit status. */
export async function publish(given, device, channel, update) {
  const topic = `channels/${channel}/publish`;
  const [status] = await once(startPublisher(given, device, ["-t", topic, "-m", update]), "exit");
  return status;
}

/** Stays connected, and publishes a line whenever it is told one. */
export class Publisher {
  #process;

  constructor(given, device, channel) {
    this.#process = startPublisher(given, device, ["-t", `channels/${channel}/publish`, "-l"]);
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

/** Stays connected, and hears what comes on its topics. */
export class Subscriber {
  /** What came, oldest first: `{ text, at }`, by this machine's clock. */
  heard = [];
  #process;

  constructor(given, device, topics) {
    this.#process = start(
      "mosquitto_sub",
      given,
      device,
      topics.flatMap((topic) => ["-t", topic]),
    );
    createInterface({ input: this.#process.stdout }).on("line", (text) =>
      this.heard.push({ text, at: Date.now() }),
    );
  }

  hasHeard(text) {
    return this.heard.some((message) => message.text === text);
  }

  async leaves() {
    const exit = once(this.#process, "exit");
    this.#process.kill();
    await exit;
  }
}
