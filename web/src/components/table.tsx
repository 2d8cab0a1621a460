import type { ComponentChildren } from "preact";

export interface Column<Row> {
  label: string;
  cell: (row: Row) => ComponentChildren;
  numeric?: boolean;
  /** The column that names the row. */
  heading?: boolean;
  /** For buttons: a column without a visible label. */
  hideLabel?: boolean;
}

export interface TableProps<Row> {
  caption: string;
  columns: Column<Row>[];
  rows: Row[];
  keyOf: (row: Row) => string | number;
  /** Stays a table on a phone, and scrolls: for values to compare. */
  scrolls?: boolean;
}

/** Rows and columns; on a phone each row becomes a list of labelled values. */
export function Table<Row>({ caption, columns, rows, keyOf, scrolls }: TableProps<Row>) {
  return (
    <div
      class="table-frame"
      {...(scrolls ? { role: "group", "aria-label": caption, tabIndex: 0 } : {})}
    >
      <table class={`table${scrolls ? "" : " table-stacks"}`}>
        <caption class="visually-hidden">{caption}</caption>
        <thead>
          <tr>
            {columns.map((column) => (
              <th key={column.label} scope="col" class={column.numeric ? "numeric" : undefined}>
                <span class={column.hideLabel ? "visually-hidden" : undefined}>{column.label}</span>
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={keyOf(row)}>{columns.map((column) => cellOf(column, row))}</tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function cellOf<Row>(column: Column<Row>, row: Row) {
  if (column.heading) {
    return (
      <th key={column.label} scope="row">
        {column.cell(row)}
      </th>
    );
  }
  return (
    <td
      key={column.label}
      class={column.numeric ? "numeric" : undefined}
      data-label={column.hideLabel ? undefined : column.label}
    >
      {column.cell(row)}
    </td>
  );
}
