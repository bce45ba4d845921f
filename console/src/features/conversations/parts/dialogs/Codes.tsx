import Select from "antd/es/select";
import { Check } from "lucide-react";
import type { Reason } from "@/api/types";
import { usePeople } from "@/features/people";
import { named, queueName, t } from "@/i18n";
import css from "./dialogs.module.css";

/** More than an eye takes in at once are searched instead of shown. */
const MOST_CHIPS = 20;

interface Props {
  reasons: Reason[];
  chosen: string[];
  change: (codes: string[]) => void;
}

/** What is under a heading says so, so that it is found by either word. */
function useLabel(): (reason: Reason) => string {
  const all = usePeople((state) => state.reasons.wrap_up);
  const label = (reason: Reason): string => {
    const above = all.find((one) => one.code === reason.parent);
    return above === undefined ? named(reason) : `${label(above)} / ${named(reason)}`;
  };
  return label;
}

/** Codes as chips, or, of many, as a list by queue that is searched; several may be chosen. */
export function Codes(props: Props) {
  return props.reasons.length > MOST_CHIPS ? <Searched {...props} /> : <Chips {...props} />;
}

function Searched({ reasons, chosen, change }: Props) {
  const label = useLabel();
  const queues = usePeople((state) => Object.values(state.queues));
  const groups = [...new Set(reasons.map((reason) => reason.queue ?? null))].map((code) => {
    const queue = queues.find((item) => item.code === code);
    return {
      label: queue === undefined ? t("wrap.every_queue") : queueName(queue),
      options: reasons
        .filter((reason) => (reason.queue ?? null) === code)
        .map((reason) => ({ value: reason.code, label: label(reason) })),
    };
  });
  return (
    <Select
      mode="multiple"
      value={chosen}
      onChange={change}
      options={groups}
      showSearch={{ optionFilterProp: "label" }}
      placeholder={t("wrap.choose")}
      aria-label={t("wrap.codes")}
    />
  );
}

function Chips({ reasons, chosen, change }: Props) {
  const label = useLabel();
  const toggle = (code: string): void =>
    change(chosen.includes(code) ? chosen.filter((item) => item !== code) : [...chosen, code]);
  return (
    <div className={css.codes} role="group" aria-label={t("wrap.codes")}>
      {reasons.map((reason) => (
        <button
          key={reason.code}
          type="button"
          aria-pressed={chosen.includes(reason.code)}
          onClick={() => toggle(reason.code)}
        >
          {chosen.includes(reason.code) && <Check size={12} aria-hidden />}
          {label(reason)}
        </button>
      ))}
    </div>
  );
}
