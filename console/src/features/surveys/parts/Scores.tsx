import type { SurveyScale } from "@/api/types";
import { t } from "@/i18n";
import { scoresOf } from "../surveys";
import css from "./surveys.module.css";

/** For which answers a reason is offered. */
export function Scores({
  scale,
  value = [],
  onChange,
}: {
  scale: SurveyScale;
  value?: number[];
  onChange?: (scores: number[]) => void;
}) {
  const turn = (score: number): void =>
    onChange?.(value.includes(score) ? value.filter((one) => one !== score) : [...value, score].toSorted());
  const word = (score: number): string => (score > 3 ? t("survey.yes") : t("survey.no"));
  return (
    <span className={css.scores} role="group" aria-label={t("surveys.for_scores")}>
      {scoresOf(scale).map((score) => (
        <button
          key={score}
          type="button"
          aria-pressed={value.includes(score)}
          aria-label={scale === "yes_no" ? word(score) : t("customer.stars", { score })}
          onClick={() => turn(score)}
        >
          {scale === "yes_no" ? word(score) : score}
        </button>
      ))}
    </span>
  );
}
