import Dropdown from "antd/es/dropdown";
import Segmented from "antd/es/segmented";
import { Check, ChevronDown, CircleX, Coffee, Moon, Sparkle, UserCog } from "lucide-react";
import { useState } from "react";
import type { AgentCard, Presence } from "@/api/types";
import { Since, sayError, useNow } from "@/design";
import { named, t, tCode } from "@/i18n";
import { setPresence, usePeople, useReasons } from "../data";
import { givenWords, lookOf, stateWord } from "../given";
import type { Look } from "../given";
import { me } from "../state";
import css from "./people.module.css";

export function PresenceDot({ look }: { look: Look }) {
  return <i className={css.dot} data-look={look} aria-hidden />;
}

function useReason(code: string | null): string | null {
  return usePeople((state) => {
    const found = state.reasons.presence.find((reason) => reason.code === code);
    // A break that the system ordered is in nobody's list of reasons.
    return found === undefined ? code && tCode("presence.reason", code) : named(found);
  });
}

/** My state with its timer; the only place from which it changes. `wrappingUp`: a conversation of mine is in wrap-up. */
export function PresenceMenu({ wrappingUp }: { wrappingUp: boolean }) {
  const card = usePeople(me);
  const [open, setOpen] = useState(false);
  const reason = useReason(card?.presence.reason ?? null);
  const nextReason = useReason(card?.presence.next?.reason ?? null);
  if (card === null) return null;
  const { presence } = card;
  const look: Look = presence.state === "ready" && wrappingUp ? "wrap_up" : lookOf(presence);
  return (
    <Dropdown
      open={open}
      onOpenChange={setOpen}
      trigger={["click"]}
      placement="bottomRight"
      popupRender={() => <Choices card={card} done={() => setOpen(false)} />}
    >
      <button type="button" className={css.presence} aria-haspopup="dialog" aria-expanded={open}>
        <span className="heard">{t("presence.mine")}</span>
        <PresenceDot look={look} />
        <b>{stateWord(look)}</b>
        {look === "break" && reason && <span>{reason}</span>}
        <span className={css.timer}>
          <Since at={presence.since} />
        </span>
        {presence.due_at != null && <Overdue at={presence.due_at} />}
        {presence.next && (
          <span className={css.next}>
            → {stateWord(presence.next.state)}
            {nextReason ? ` · ${nextReason}` : ""}
          </span>
        )}
        {card.temporary.length > 0 && <Given card={card} short />}
        <ChevronDown size={13} aria-hidden />
      </button>
    </Dropdown>
  );
}

/** Said once a break has lasted as long as its kind may. */
function Overdue({ at }: { at: string }) {
  const now = useNow(15);
  const minutes = Math.floor((now - Date.parse(at)) / 60_000);
  if (minutes < 0) return null;
  return <span className={css.overdue}>{t("presence.overdue", { count: Math.max(1, minutes) })}</span>;
}

/** What a supervisor has changed of me: who, and until when. */
function Given({ card, short = false }: { card: AgentCard; short?: boolean }) {
  const now = useNow(60);
  const reasons = usePeople((state) => state.reasons.presence);
  const words = card.temporary.map((one) => givenWords(one, reasons, now, true));
  if (short)
    return (
      <span className={css.given} title={words.join("\n")} role="img" aria-label={words.join(t("list.comma"))}>
        <UserCog size={13} aria-hidden />
      </span>
    );
  return words.map((one) => (
    <p key={one} className={css.misses}>
      <UserCog size={13} aria-hidden />
      {one}
    </p>
  ));
}

function Choices({ card, done }: { card: AgentCard; done: () => void }) {
  const reasons = useReasons("presence");
  const [when, setWhen] = useState<"now" | "after">("now");
  const { presence, load } = card;
  const choose = (state: Presence["state"], reason: string | null, moment = when): void => {
    done();
    setPresence(state, reason, moment).catch(sayError);
  };
  const item = (
    state: Presence["state"],
    reason: string | null,
    icon: React.ReactNode,
    label: string,
    hint?: string,
  ): React.ReactNode => {
    const chosen = presence.state === state && (state !== "break" || presence.reason === reason);
    return (
      <button
        key={`${state}${reason}`}
        type="button"
        role="menuitemradio"
        aria-checked={chosen}
        className={css.choice}
        onClick={() => choose(state, reason, state === "ready" ? "now" : when)}
      >
        {icon}
        <span>{label}</span>
        {hint && <small>{hint}</small>}
        {chosen && <Check size={14} aria-hidden />}
      </button>
    );
  };
  return (
    <div className={css.menu} role="menu" aria-label={t("presence.menu")}>
      <Given card={card} />
      {presence.next && (
        <button type="button" className={css.cancel} onClick={() => choose(presence.state, presence.reason, "now")}>
          <CircleX size={14} aria-hidden />
          {t("presence.cancel_next")}
        </button>
      )}
      {item("ready", null, <PresenceDot look="ready" />, t("presence.ready"), t("presence.ready_hint"))}
      <hr />
      {load > 0 && (
        <Segmented
          block
          size="small"
          value={when}
          onChange={setWhen}
          options={[
            { value: "now", label: t("presence.now") },
            { value: "after", label: t("presence.after") },
          ]}
        />
      )}
      {reasons.map((reason) =>
        item("break", reason.code, <Coffee size={14} aria-hidden className={css.breakIcon} />, named(reason)),
      )}
      {reasons.length === 0 &&
        item("break", null, <Coffee size={14} aria-hidden className={css.breakIcon} />, t("presence.break"))}
      <hr />
      {item("offline", null, <Moon size={14} aria-hidden />, t("presence.offline"), t("presence.offline_hint"))}
      {presence.misses > 0 && (
        <p className={css.misses}>
          <Sparkle size={12} aria-hidden />
          {t("presence.misses", { count: presence.misses })}
        </p>
      )}
    </div>
  );
}

/** "2/5": how many conversations I hold of how many I may. */
export function Capacity() {
  const card = usePeople(me);
  if (card === null || card.capacity === 0) return null;
  const text = t("presence.capacity", { load: card.load, capacity: card.capacity });
  return (
    <span className={css.capacity} title={text} aria-label={text} data-full={card.load >= card.capacity || undefined}>
      {card.capacity <= 8 && (
        <span className={css.pips} aria-hidden>
          {Array.from({ length: card.capacity }, (_, index) => (
            <i key={index} data-on={index < card.load || undefined} />
          ))}
        </span>
      )}
      <span className="num">
        {card.load}/{card.capacity}
      </span>
    </span>
  );
}
