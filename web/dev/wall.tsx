// Fifty live charts on one page, to measure frames by: `npm run mock -- --rate 10`, `npm run dev`
// with FIELDCAST_URL at the mock, then /dev/wall.html. `wall.frames` has each frame's milliseconds.
import { render } from "preact";
import { ChannelFeed } from "../src/charts/channel_feed";
import { ChartCard } from "../src/charts/chart_card";
import "../src/charts/charts.css";
import { startTheme } from "../src/shell/theme";
import { loadLanguage } from "../src/strings";
import "../src/style/index.css";

const CHARTS = 50;
const fields = [1, 2, 3, 4, 5, 6, 7, 8];
const feeds = Array.from(
  { length: 7 },
  (_, index) => new ChannelFeed(10 + index, fields, { preset: "1h" }),
);
const charts = feeds.flatMap((feed) => fields.map((field) => ({ feed, field }))).slice(0, CHARTS);

const frames: number[] = [];
Object.assign(window, { wall: { frames } });
let last = performance.now();
function frame(now: number) {
  frames.push(now - last);
  last = now;
  requestAnimationFrame(frame);
}
requestAnimationFrame(frame);

startTheme();
await loadLanguage();
render(
  <main class="charts">
    {charts.map(({ feed, field }) => (
      <ChartCard
        key={`${feed.channel}/${field}`}
        feed={feed}
        field={{ number: field, label: `Field ${field}` }}
      />
    ))}
  </main>,
  document.getElementById("page")!,
);
