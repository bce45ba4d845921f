import Input from "antd/es/input";
import { useState } from "react";
import { timeOf } from "../hours";
import css from "./hours.module.css";

/** A time of 24 hours, written alike in every browser and language: "9", "930" and "９：３０" are understood. What is no
 * time stays to be mended, and is refused when it is saved. */
export function TimeField({
  label,
  value,
  end = false,
  change,
}: {
  label: string;
  value: string;
  /** where a span ends: 24:00 is a time there */
  end?: boolean;
  change: (time: string) => void;
}) {
  const [typed, setTyped] = useState<string | null>(null);
  const wrong = typed === null && timeOf(value, end) === null;
  const done = (): void => {
    if (typed !== null && typed !== value) change(timeOf(typed, end) ?? typed);
    setTyped(null);
  };
  return (
    <Input
      size="small"
      className={css.time ?? ""}
      inputMode="numeric"
      autoComplete="off"
      maxLength={5}
      placeholder="09:00"
      aria-label={label}
      aria-invalid={wrong || undefined}
      status={wrong ? "error" : ""}
      value={typed ?? value}
      onChange={(event) => setTyped(event.target.value)}
      onBlur={done}
      onPressEnter={done}
    />
  );
}
