import { Since } from "@/design";
import { t, tCode } from "@/i18n";
import type { LiveAgent } from "../shapes";
import css from "./floor.module.css";

const ORDER: readonly LiveAgent["state"][] = ["talk", "wrap_up", "idle", "unconnected", "break", "offline"];

/** Agents as dense tiles by state; within one, who has been in it longest comes first. */
export function People({ people }: { people: LiveAgent[] }) {
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
                <li key={one.id} className={css.agent} data-state={state}>
                  <b className="cut">{one.name}</b>
                  <span className={css.agentFoot}>
                    {state !== "offline" && <Since at={one.since} />}
                    <span className="num">
                      {one.load}/{one.capacity}
                    </span>
                  </span>
                </li>
              ))}
            </ul>
          </div>
        );
      })}
    </section>
  );
}
