import Progress from "antd/es/progress";
import { Star } from "lucide-react";
import type { WhatIfEntry, WhatIfState } from "@/api/types";
import { Ago, Tag, linkTo } from "@/design";
import { t, tCode } from "@/i18n";
import { PLACE, isGoing, progressOf } from "../../whatIf";
import css from "./whatif.module.css";

const TONES: Partial<Record<WhatIfState, "amber" | "green" | "red">> = {
  waiting: "amber",
  running: "amber",
  failed: "red",
};

export function StateTag({ state }: { state: WhatIfState }) {
  const tone = TONES[state];
  return <Tag {...(tone && { tone })}>{tCode("what_if_state", state)}</Tag>;
}

/** Studies of the house, the latest first; each has an address of its own. */
export function WhatIfList({ items, here }: { items: WhatIfEntry[]; here: string | null }) {
  return (
    <ul className={css.list}>
      {items.map((one) => (
        <li key={one.id}>
          <a {...linkTo(`${PLACE}/${one.id}`)} aria-current={one.id === here ? "page" : undefined}>
            <span className={css.lineTop}>
              <b className="cut">{one.name}</b>
              {one.expires_at === null && <Star size={13} role="img" aria-label={t("what_if.kept")} />}
              {one.state !== "done" && <StateTag state={one.state} />}
            </span>
            <small className="muted cut">
              {one.asked_by_name} · <Ago at={one.asked_at} />
            </small>
            {isGoing(one) && (
              <Progress size="small" percent={progressOf(one)} aria-label={t("what_if.progress")} showInfo={false} />
            )}
          </a>
        </li>
      ))}
    </ul>
  );
}
