"""What has been measured, and the tables that tell it."""

from statistics import median

from comparing.laboratory import BUSY_PERCENT


class Results:
    """Runs by scenario and broker, in the order they were made."""

    def __init__(self, brokers):
        self.brokers = brokers
        self.labels = {broker.key: broker.label() for broker in brokers}
        self.runs = {}

    def add(self, scenario, broker, measured):
        self.runs.setdefault((scenario.key, broker.key), []).append(measured)

    @property
    def has_faults(self):
        return any(run.fault for runs in self.runs.values() for run in runs)

    def median(self, scenario, broker, row):
        """None if no run has the figure."""
        runs = self.runs.get((scenario.key, broker.key), ())
        values = [run.figures[row.figure] for run in runs if row.figure in run.figures]
        return median(values) if values else None

    def json(self, scenarios):
        """For programs: each row's medians, and every run with all that the load told."""
        return {
            "brokers": self.labels,
            "rows": [
                {
                    "scenario": scenario.key,
                    "title": row.title,
                    "unit": row.unit,
                    "at_most": row.at_most,
                    "medians": {b.key: self.median(scenario, b, row) for b in self.brokers},
                }
                for scenario in scenarios
                for row in scenario.rows
            ],
            "runs": [
                {"scenario": scenario, "broker": broker, **vars(run)}
                for (scenario, broker), runs in self.runs.items()
                for run in runs
            ],
        }

    def tables(self, scenarios):
        """Markdown: side by side, ours alone, and what to know of them."""
        peers = [one for one in scenarios if not one.is_ours_alone]
        alone = [one for one in scenarios if one.is_ours_alone]
        ours = [broker for broker in self.brokers if broker.is_ours]
        parts = [
            table(self._header(self.brokers, with_ratios=True), self._lines(peers, self.brokers)),
            table(self._header(ours), self._lines(alone, ours, with_ratios=False)),
            self.notes(),
        ]
        return "\n\n".join(part for part in parts if part)

    def _header(self, brokers, with_ratios=False):
        ratios = ["÷ floor", "÷ best peer"] if with_ratios else []
        return ["scenario", "unit", "at most", *(self.labels[b.key] for b in brokers), *ratios]

    def _lines(self, scenarios, brokers, with_ratios=True):
        for scenario in scenarios:
            for row in scenario.rows:
                cells = [self._cell(scenario, broker, row) for broker in brokers]
                ratios = self._ratios(scenario, row) if with_ratios else []
                at_most = "" if row.at_most is None else short(row.at_most)
                yield [row.title, row.unit, at_most, *cells, *ratios]

    def _cell(self, scenario, broker, row):
        value = self.median(scenario, broker, row)
        text = "–" if value is None else short(value)
        runs = self.runs.get((scenario.key, broker.key), ())
        if any(run.fault for run in runs):
            text += " ✗"
        if any(run.others_percent > BUSY_PERCENT for run in runs):
            text += " ~"
        return text

    def _ratios(self, scenario, row):
        """Ours over the floor's, and over the best peer's that made no fault."""
        values = {b.key: self.median(scenario, b, row) for b in self.brokers}
        peers = [values[b.key] for b in self.brokers
                 if not b.is_ours and b.key != "floor" and values[b.key]
                 and not any(run.fault for run in self.runs[scenario.key, b.key])]  # fmt: skip
        ours = values.get("fieldcast")
        return [ratio(ours, values.get("floor")), ratio(ours, min(peers, default=None))]

    def notes(self):
        lines = [
            f"✗ {self.labels[broker]}, {scenario}: {run.fault}"
            for (scenario, broker), runs in self.runs.items()
            for run in runs
            if run.fault
        ]
        busiest = max((r.others_percent for runs in self.runs.values() for r in runs), default=0)
        if busiest > BUSY_PERCENT:
            lines.append(
                f"~ The machine was busy: before or during the run others used more than "
                f"{BUSY_PERCENT} % of the cores, up to {busiest:.0f} %. These figures are too high."
            )
        return "  \n".join(lines)


def table(header, lines):
    """Empty if there are no lines."""
    rows = [header, ["---"] * len(header), *lines]
    return "\n".join(f"| {' | '.join(row)} |" for row in rows) if len(rows) > 2 else ""


def short(value):
    """Three digits or all that stand before the point."""
    if value < 10:
        return f"{value:.2f}"
    return f"{value:.1f}" if value < 100 else f"{value:,.0f}"


def ratio(value, other):
    return f"{value / other:.2f}" if value and other else ""
