import Button from "antd/es/button";
import Modal from "antd/es/modal";
import Select from "antd/es/select";
import { Undo2, UserCog } from "lucide-react";
import { useState } from "react";
import { floor } from "@/api/client";
import type { AgentCard, Presence, Temporary } from "@/api/types";
import { IconButton, Tag, sayDone, sayError, serverNow, useNow } from "@/design";
import { SkillLevels, givenWords, putAgentCard, stateWords, usePeople, useReasons } from "@/features/people";
import { named, t } from "@/i18n";
import css from "./side.module.css";

const MINUTES = [15, 30, 60, 120, 240, 480];
const STAYS = 0;

const untilIn = (minutes: number): string => new Date(serverNow() + minutes * 60_000).toISOString();

const span = (minutes: number): string =>
  minutes < 60 ? t("floor.minutes", { count: minutes }) : t("floor.hours", { count: minutes / 60 });

function useDoing(): { busy: boolean; run: (what: Promise<AgentCard>, done: string, then?: () => void) => void } {
  const [busy, setBusy] = useState(false);
  const run = (what: Promise<AgentCard>, done: string, then?: () => void): void => {
    setBusy(true);
    what
      .then((card) => {
        putAgentCard(card);
        sayDone(done);
        then?.();
      })
      .catch(sayError)
      .finally(() => setBusy(false));
  };
  return { busy, run };
}

function Span({ value, change, stays }: { value: number; change: (minutes: number) => void; stays: boolean }) {
  const options = MINUTES.map((minutes) => ({ value: minutes, label: span(minutes) }));
  return (
    <Select
      size="small"
      className={css.span}
      aria-label={t("floor.steer_for")}
      value={value}
      onChange={change}
      options={stays ? [...options, { value: STAYS, label: t("floor.steer_stay") }] : options}
    />
  );
}

function Given({ card, given }: { card: AgentCard; given: Temporary }) {
  const now = useNow(60);
  const reasons = usePeople((state) => state.reasons.presence);
  const { busy, run } = useDoing();
  return (
    <p className={css.given}>
      <UserCog size={14} aria-hidden />
      <span>{givenWords(given, reasons, now, false)}</span>
      <IconButton
        label={t("floor.undo")}
        icon={<Undo2 size={14} aria-hidden />}
        text={t("floor.undo")}
        disabled={busy}
        onClick={() => run(floor.takeBack(card.id, given.kind), t("floor.undone"))}
      />
    </p>
  );
}

/** A state for a while: what the agent had chosen comes back by itself. */
function State({ card }: { card: AgentCard }) {
  const reasons = useReasons("presence");
  const choices = [
    { value: "ready", label: t("presence.ready") },
    ...reasons.map((reason) => ({ value: `break ${reason.code}`, label: `${t("presence.break")} · ${named(reason)}` })),
    { value: "offline", label: t("presence.offline") },
  ];
  const [chosen, setChosen] = useState<string | null>(null);
  const [minutes, setMinutes] = useState(30);
  const { busy, run } = useDoing();
  const set = (): void => {
    const [state, reason] = (chosen ?? "").split(" ") as [Presence["state"], string | undefined];
    const until = minutes === STAYS ? null : untilIn(minutes);
    const done = t("floor.steer_done", { name: card.name, state: stateWords(state, reason ?? null, reasons) });
    run(floor.giveState(card.id, { state, until, ...(reason === undefined ? {} : { reason }) }), done, () =>
      setChosen(null),
    );
  };
  return (
    <div className={css.row}>
      <Select
        size="small"
        className={css.state}
        aria-label={t("floor.steer_state")}
        placeholder={t("floor.steer")}
        value={chosen}
        options={choices}
        onChange={setChosen}
      />
      <span className="muted">{t("floor.steer_for")}</span>
      <Span value={minutes} change={setMinutes} stays />
      <Button size="small" type="primary" disabled={chosen === null} loading={busy} onClick={set}>
        {t("floor.steer_set")}
      </Button>
    </div>
  );
}

function Skills({ card }: { card: AgentCard }) {
  const skills = usePeople((state) => state.skills).map((skill) => ({ code: skill.code, name: named(skill) }));
  const [open, setOpen] = useState(false);
  const [levels, setLevels] = useState<Record<string, number>>({});
  const [minutes, setMinutes] = useState(120);
  const { busy, run } = useDoing();
  const begin = (): void => {
    setLevels(Object.fromEntries(card.skills.map(({ code, level }) => [code, level])));
    setOpen(true);
  };
  const close = (): void => setOpen(false);
  return (
    <div className={css.row}>
      {card.skills.map(({ code, level }) => (
        <Tag key={code}>
          {skills.find((skill) => skill.code === code)?.name ?? code} {level}
        </Tag>
      ))}
      {card.skills.length === 0 && <span className="muted">{t("floor.skills_none")}</span>}
      <Button size="small" onClick={begin}>
        {t("floor.skills_change")}
      </Button>
      <Modal
        open={open}
        title={t("floor.skills_title", { name: card.name })}
        okText={t("floor.steer_set")}
        cancelText={t("action.cancel")}
        okButtonProps={{ loading: busy }}
        onCancel={close}
        onOk={() =>
          run(floor.giveSkills(card.id, { skills: levels, until: untilIn(minutes) }), t("floor.saved"), close)
        }
      >
        <div className={css.dialog}>
          <p className="muted">{t("floor.skills_hint")}</p>
          <SkillLevels skills={skills} value={levels} onChange={setLevels} />
          <p className={css.row}>
            {t("floor.steer_for")} <Span value={minutes} change={setMinutes} stays={false} />
          </p>
        </div>
      </Modal>
    </div>
  );
}

/** What a supervisor may change of an agent, what they have changed, and how it is taken back. */
export function Steer({ id }: { id: string }) {
  const card = usePeople((state) => state.agents[id]);
  if (card === undefined) return null;
  return (
    <section className={css.steer}>
      {card.temporary.map((given) => (
        <Given key={given.kind} card={card} given={given} />
      ))}
      <h3>{t("floor.steer")}</h3>
      <State key={id} card={card} />
      <h3>{t("floor.skills")}</h3>
      <Skills card={card} />
    </section>
  );
}
