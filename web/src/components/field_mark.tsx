export const fieldColour = (number: number) => `var(--field-${number})`;

/** The number of a field in its colour: the same everywhere on the page. */
export function FieldMark({ number }: { number: number }) {
  return (
    <span class="field-mark" style={{ "--field-colour": fieldColour(number) }}>
      {number}
    </span>
  );
}
