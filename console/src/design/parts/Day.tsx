// Fields for days and moments. Not in the index: the calendar is heavy and comes with the screens that need it.
import DatePicker from "antd/es/date-picker";
import dayjs from "dayjs";
import "dayjs/locale/zh-cn";

const DAY = "YYYY-MM-DD";

interface DayProps {
  label: string;
  /** "2026-07-01" here; null: none */
  value: string | null;
  min?: string | null | undefined;
  max?: string | null | undefined;
  className?: string | undefined;
  change: (day: string | null) => void;
}

/** One day, written alike in every language, with the calendar in the language of the screen. */
export function DayField({ label, value, min, max, className, change }: DayProps) {
  return (
    <DatePicker
      aria-label={label}
      title={label}
      placeholder={label}
      {...(className === undefined ? {} : { className })}
      format={DAY}
      value={value ? dayjs(value) : null}
      {...(min ? { minDate: dayjs(min) } : {})}
      {...(max ? { maxDate: dayjs(max) } : {})}
      onChange={(day) => change(day?.format(DAY) ?? null)}
    />
  );
}

interface MomentProps {
  label: string;
  value: Date | null;
  min: Date;
  max: Date;
  wrong: boolean;
  change: (at: Date | null) => void;
}

/** A day and an hour, to the minute. */
export function MomentField({ label, value, min, max, wrong, change }: MomentProps) {
  return (
    <DatePicker
      aria-label={label}
      showTime={{ format: "HH:mm" }}
      showNow={false}
      allowClear={false}
      format={`${DAY} HH:mm`}
      value={value === null ? null : dayjs(value)}
      minDate={dayjs(min)}
      maxDate={dayjs(max)}
      {...(wrong ? { status: "error" as const } : {})}
      onChange={(at) => change(at?.toDate() ?? null)}
    />
  );
}
