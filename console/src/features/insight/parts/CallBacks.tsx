import { useQuery } from "@tanstack/react-query";
import { callbacks } from "@/api/callbacks";
import { linkTo, promiseWords, useNow } from "@/design";
import { usePeople } from "@/features/people";
import { queueName, t } from "@/i18n";
import { useSurge } from "./SurgeBanner";
import css from "./surge.module.css";

const EVERY_MS = 15_000;
const SHOWN = 8;

/** Call-backs that stand and how the promises of a day were kept; and how much is held back. Nothing where there is none. */
export function CallBacks() {
  const now = useNow(60);
  const queues = usePeople((state) => state.queues);
  const { data } = useQuery({
    queryKey: ["insight", "callbacks"],
    queryFn: ({ signal }) => callbacks.all(signal),
    refetchInterval: EVERY_MS,
  });
  const deferred = useSurge().data?.deferred ?? 0;
  if (data === undefined || (data.counted.asked === 0 && data.items.length === 0 && deferred === 0)) return null;
  const { kept, broken, open, withdrawn, reached, unreached } = data.counted;
  const made = kept + broken;
  return (
    <section className={css.calls} aria-label={t("callback.title")}>
      <h2>{t("callback.title")}</h2>
      <p>
        <b>{t("callback.open", { n: open })}</b>
        {made > 0 && <span>{t("callback.kept", { kept, of: made })}</span>}
        {broken > 0 && <span data-tone="bad">{t("callback.broken", { n: broken })}</span>}
        <span>{t("callback.outcomes", { reached, unreached, withdrawn })}</span>
        {deferred > 0 && <span>{t("deferred.count", { n: deferred })}</span>}
      </p>
      <ul>
        {data.items.slice(0, SHOWN).map((item) => {
          const queue = queues[item.queue_id];
          const late = Date.parse(item.callback.ends_at) < now && item.callback.taken_at === null;
          return (
            <li key={item.callback.id} data-tone={late ? "bad" : undefined}>
              <a {...linkTo(`/desk/${item.conversation_id}`)}>{item.customer_name}</a>
              <span className="num">{promiseWords(item.callback, now)}</span>
              <span className="cut">{item.agent_name ?? (queue ? queueName(queue) : "")}</span>
            </li>
          );
        })}
      </ul>
      {data.items.length > SHOWN && <p className="muted">{t("callback.more", { n: data.items.length - SHOWN })}</p>}
    </section>
  );
}
