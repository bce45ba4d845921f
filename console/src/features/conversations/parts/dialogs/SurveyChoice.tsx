import Checkbox from "antd/es/checkbox";
import type { Row } from "@/api/types";
import { t, tCode } from "@/i18n";
import { useSurveyForecast } from "../../forecast";
import css from "./dialogs.module.css";

interface Props {
  rows: Row[];
  chosen: boolean;
  change: (chosen: boolean) => void;
}

/** Whether customers are to be asked how satisfied they are; before that, who will not be, and why. */
export function SurveyChoice({ rows, chosen, change }: Props) {
  const told = useSurveyForecast(rows.map(({ id }) => id));
  const many = rows.length > 1;
  const none = told?.asked === 0;
  const not = told?.not_asked ?? [];
  const count = not.reduce((sum, one) => sum + one.count, 0);
  const why = not.map(({ why: code, count: n, days }) => {
    const words = { count: n, days: days ?? 0 };
    return many ? tCode("close_why_many", code, words) : tCode("close_why", code, words);
  });
  return (
    <div className={css.field}>
      {!none && (
        <Checkbox checked={chosen} onChange={(event) => change(event.target.checked)}>
          {many && told ? t("close.survey_many", { count: told.asked }) : t("close.survey")}
        </Checkbox>
      )}
      {count > 0 && (none || chosen) && (
        <div className="muted" role="status">
          {many && <p>{none ? t("close.none_asked") : t("close.not_asked", { count })}</p>}
          {many ? (
            <ul className={css.why}>
              {why.map((one) => (
                <li key={one}>{one}</li>
              ))}
            </ul>
          ) : (
            <p>{why[0]}</p>
          )}
        </div>
      )}
    </div>
  );
}
