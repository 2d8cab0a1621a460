/** A visitor with a browser of their own, and what they do again and again. */
import { strict as assert } from "node:assert";
import { chromium } from "playwright-core";

const PATIENCE_MS = 30_000;
/** Nothing but our own server is asked for anything. */
const FLAGS = [
  "--headless",
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

export function launch() {
  return chromium.launch({ executablePath: "/usr/bin/chromium", args: FLAGS });
}

/** One person at one browser. Whatever goes wrong in their pages is a fault, unless expected. */
export class Visitor {
  /** HTTP statuses of refusals that the scenario means to meet. */
  expected = new Set();
  faults = [];

  static async arrives(browser, origin, options = {}) {
    const visitor = new Visitor();
    visitor.origin = origin;
    visitor.context = await browser.newContext({
      locale: "en-GB",
      reducedMotion: "reduce",
      viewport: { width: 1280, height: 900 },
      ...options,
    });
    visitor.context.setDefaultTimeout(PATIENCE_MS);
    visitor.page = await visitor.context.newPage();
    visitor.#listens();
    return visitor;
  }

  #listens() {
    this.page.on("pageerror", (error) => this.faults.push(`page: ${error.stack}`));
    this.page.on("console", (message) => {
      // What the server refused is seen below, with its status.
      const isRefusal = message.text().startsWith("Failed to load resource: the server responded");
      if (message.type() === "error" && !isRefusal) this.faults.push(`console: ${message.text()}`);
    });
    this.page.on("requestfailed", (request) => {
      const why = request.failure()?.errorText;
      // A page that is left, or a range that is changed, aborts what it has asked for.
      if (why !== "net::ERR_ABORTED") this.faults.push(`${request.url()}: ${why}`);
    });
    this.page.on("response", (response) => {
      const refused = response.status() >= 400 && !this.expected.has(response.status());
      if (refused) this.faults.push(`${response.url()}: ${response.status()}`);
    });
  }

  async opens(path) {
    await this.page.goto(this.origin + path);
  }

  async signsIn(user, password) {
    await this.opens("/sign-in");
    await this.page.getByLabel("User name").fill(user);
    await this.page.getByLabel("Password").fill(password);
    await this.button("Sign in").click();
    await this.sees(this.page.getByRole("heading", { name: "Channels", level: 1 }));
  }

  button(name, within = this.page) {
    return within.getByRole("button", { name, exact: true });
  }

  link(name, within = this.page) {
    return within.getByRole("link", { name, exact: true });
  }

  dialog(name) {
    return this.page.getByRole("dialog", { name });
  }

  /** Waits for a text, or for what a locator finds. */
  async sees(what) {
    const locator = typeof what === "string" ? this.page.getByText(what).first() : what;
    await locator.waitFor();
    return locator;
  }

  /** Waits until a page has all that it shows. */
  async seesPage(heading) {
    await this.sees(this.page.getByRole("heading", { name: heading, level: 1 }));
    await this.page.waitForFunction(() => !document.querySelector("[role=progressbar]"));
    await this.page.waitForFunction(() => !document.querySelector("[aria-busy=true]"));
  }

  /** Asks again and again until it is so. */
  async until(happens, what) {
    const end = Date.now() + PATIENCE_MS;
    while (!(await happens())) {
      assert(Date.now() < end, `not within ${PATIENCE_MS / 1000} s: ${what}`);
      await this.page.evaluate(() => new Promise(requestAnimationFrame));
    }
  }

  /** What the chart of a field says when its newest point is pointed at. */
  async newestPoint(label, within = this.page) {
    const chart = within.locator("figure.chart", { hasText: label });
    const plot = chart.locator(".u-over");
    await plot.scrollIntoViewIfNeeded();
    const { width, height } = await plot.boundingBox();
    // The readout follows moves of the pointer, and the second of two is surely one.
    for (const y of [height / 2, height / 2 + 1])
      await plot.hover({ position: { x: width - 1, y }, force: true });
    return chart.locator(".chart-readout").textContent();
  }

  async seesPoint(label, value) {
    await this.until(
      async () => (await this.newestPoint(label)).startsWith(value),
      `the chart of ${label} ends with ${value}`,
    );
  }

  /** A lamp of a device's strip, with what is said beside it. */
  step(name) {
    return this.page.locator(".strip-item", { has: this.page.getByText(name, { exact: true }) });
  }

  async seesStep(name) {
    await this.sees(this.step(name).getByText("done"));
  }

  /** Goes there with the Tab key alone. */
  async tabsTo(locator) {
    const isThere = () => locator.evaluate((element) => element === document.activeElement);
    await locator.waitFor();
    for (let presses = 0; !(await isThere()); presses++) {
      assert(presses < 100, `the Tab key does not lead to ${locator}`);
      await this.page.keyboard.press("Tab");
    }
  }

  /** Goes there with the Tab key, and presses Enter. */
  async presses(locator) {
    await this.tabsTo(locator);
    await this.page.keyboard.press("Enter");
  }

  /** Waits until it has the focus. */
  async hasFocus(locator) {
    await locator.waitFor();
    const isFocused = () => locator.evaluate((element) => element === document.activeElement);
    await this.until(isFocused, `the focus is on ${locator}`);
  }
}
