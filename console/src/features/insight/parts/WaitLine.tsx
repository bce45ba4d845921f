import { useQuery } from "@tanstack/react-query";
import { Hourglass } from "lucide-react";
import { queueRules } from "@/api/queues";
import { t } from "@/i18n";
import { figure } from "../figures";
import css from "./insight.module.css";

const EVERY_MS = 30_000;

/** What customers who join the chosen queue now are told of their wait, and how right that was. Silent while unknown. */
export function WaitLine({ queue }: { queue: string }) {
  const { data } = useQuery({
    queryKey: ["insight", "wait", queue],
    queryFn: ({ signal }) => queueRules.wait(queue, signal),
    refetchInterval: EVERY_MS,
  });
  if (data === undefined) return null;
  const { low_minutes: low, high_minutes: high, place, coverage } = data;
  return (
    <p className={css.waitLine}>
      <Hourglass size={14} aria-hidden />
      {low === null || high === null ? t("insight.wait_unknown") : t("insight.wait_now", { place, low, high })}
      {coverage.far !== null && (
        <span className="muted">
          {t("insight.wait_right", {
            count: coverage.told,
            announced: figure("ratio", coverage.announced),
            far: figure("ratio", coverage.far),
            median: figure("ratio", coverage.median),
          })}
        </span>
      )}
    </p>
  );
}
