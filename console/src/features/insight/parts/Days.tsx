import DatePicker from "antd/es/date-picker";
import dayjs from "dayjs";
import "dayjs/locale/zh-cn";
import { t } from "@/i18n";

interface Props {
  from: string;
  to: string;
  today: string;
  choose: (from: string, to: string) => void;
}

/** Days of the house, both included. */
export default function Days({ from, to, today, choose }: Props) {
  return (
    <DatePicker.RangePicker
      aria-label={t("insight.range.days")}
      allowClear={false}
      value={[dayjs(from), dayjs(to)]}
      maxDate={dayjs(today)}
      onChange={(days) => {
        const [first, last] = days ?? [];
        if (first && last) choose(first.format("YYYY-MM-DD"), last.format("YYYY-MM-DD"));
      }}
    />
  );
}
