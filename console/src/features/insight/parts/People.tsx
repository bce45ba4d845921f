import { LogOut, UserCog } from "lucide-react";
import { Since, useNow } from "@/design";
import { usePeople } from "@/features/people";
import { t, tCode } from "@/i18n";
import type { LiveAgent } from "../shapes";
import css from "./floor.module.css";

const ORDER: readonly LiveAgent["state"][] = ["talk", "wrap_up", "idle", "unconnected", "away", "break", "offline"];

function Tile({ one }: { one: LiveAgent }) {
  const now = useNow(15);
  const given = usePeople((state) => (state.agents[one.id]?.temporary.length ?? 0) > 0);
  return (
    <>
      <b className="cut">
        {one.name}
        {one.gone_since !== null && (
          <LogOut
            size={12}
            className={css.given}
            role="img"
            aria-label={tCode("presence.reason", one.reason ?? "long_away")}
          />
        )}
        {given && <UserCog size={12} className={css.given} role="img" aria-label={t("floor.temporary")} />}
      </b>
      <span className={css.agentFoot}>
        {one.state !== "offline" && (
          <span data-over={one.due_at !== null && Date.parse(one.due_at) < now ? "true" : undefined}>
            <Since at={one.since} />
            {one.due_at !== null && Date.parse(one.due_at) < now && <> {t("floor.overdue")}</>}
          </span>
        )}
        <span className="num">
          {one.load}/{one.capacity}
        </span>
      </span>
    </>
  );
}

interface Props {
  people: LiveAgent[];
  chosen: string | null;
  /** null: for who may only look */
  choose: ((id: string) => void) | null;
}

/** Agents as dense tiles by state; within one, who has been in it longest comes first. */
export function People({ people, chosen, choose }: Props) {
  return (
    <section className={css.people} aria-label={t("floor.people")}>
      {ORDER.map((state) => {
        const some = people
          .filter((one) => one.state === state)
          .toSorted((a, b) => a.since.localeCompare(b.since) || a.id.localeCompare(b.id));
        if (some.length === 0) return null;
        return (
          <div key={state}>
            <h3>
              {tCode("floor.state", state)} <span className="num">{some.length}</span>
            </h3>
            <ul className={css.agents}>
              {some.map((one) => (
                <li key={one.id}>
                  {choose === null ? (
                    <div className={css.agent} data-state={state}>
                      <Tile one={one} />
                    </div>
                  ) : (
                    <button
                      type="button"
                      className={css.agent}
                      data-state={state}
                      aria-pressed={one.id === chosen}
                      title={t("floor.choose_agent", { name: one.name, state: tCode("floor.state", state) })}
                      onClick={() => choose(one.id)}
                    >
                      <Tile one={one} />
                    </button>
                  )}
                </li>
              ))}
            </ul>
          </div>
        );
      })}
    </section>
  );
}
