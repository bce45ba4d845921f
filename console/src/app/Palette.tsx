import Modal from "antd/es/modal";
import { Search } from "lucide-react";
import { useDeferredValue, useEffect, useRef, useState } from "react";
import type { Row, Session } from "@/api/types";
import { Avatar, TierTag, composing, go } from "@/design";
import { useConversations } from "@/features/conversations";
import { Marked, nothing, openCustomer, placeOf, useSearch } from "@/features/search";
import { can } from "@/features/session";
import { t, tCode } from "@/i18n";
import { useActions } from "./actions";
import type { Entry } from "./actions";
import css from "./over.module.css";

const CUSTOMERS = 3;
const CONVERSATIONS = 6;
const LIST = "palette-results";

/** Without words, what is on my own desk; with words, whoever and whatever they find. */
function useFound(q: string, session: Session): { customers: Entry[]; conversations: Entry[] } {
  const mine = useConversations((state) =>
    Object.values(state.rows).filter(
      (row) => row.phase !== "closed" && row.agent !== null && row.agent.id === state.who.id,
    ),
  );
  const allowed = can(session, "conversations.read");
  const { data } = useSearch({ ...nothing, q: allowed ? q : "" });
  const entry = (row: Row, hint: React.ReactNode, to: string): Entry => ({
    key: row.id,
    label: row.customer.name,
    hint,
    icon: <Avatar name={row.customer.name} initials={row.customer.initials} size={24} />,
    row,
    run: () => go(to),
  });
  if (q === "" || !allowed) {
    const rows = q === "" ? mine : [];
    const hint = (row: Row): string => row.subject || (row.preview?.text ?? "");
    return { customers: [], conversations: rows.map((row) => entry(row, hint(row), `/desk/${row.id}`)) };
  }
  const everywhere: Entry = {
    key: "search",
    label: t("palette.search_all", { q }),
    icon: <Search size={15} />,
    run: () => go(`/search?q=${encodeURIComponent(q)}`),
  };
  const found = data?.conversations.slice(0, CONVERSATIONS) ?? [];
  return {
    customers: (data?.customers.slice(0, CUSTOMERS) ?? []).map((row) => ({
      key: `customer-${row.id}`,
      label: row.name,
      hint: [row.title, row.city, ...row.tags].filter(Boolean).join(" · "),
      icon: <Avatar name={row.name} size={24} />,
      run: () => void openCustomer(row),
    })),
    conversations: [
      ...found.map((item) => entry(item.row, <Marked parts={item.hit.parts} />, placeOf(item))),
      everywhere,
    ],
  };
}

/** Mod+K: conversations and actions by name. */
export default function Palette({
  session,
  close,
  openKeys,
}: {
  session: Session;
  close: () => void;
  openKeys: () => void;
}) {
  const [text, setText] = useState("");
  const q = useDeferredValue(text.trim());
  const [at, setAt] = useState(0);
  const { customers, conversations } = useFound(q, session);
  const actions = useActions(session, openKeys).filter((entry) => entry.label.toLowerCase().includes(q.toLowerCase()));
  const all = [...customers, ...conversations, ...actions];
  const chosen = Math.min(at, Math.max(0, all.length - 1));
  const list = useRef<HTMLDivElement>(null);
  useEffect(() => {
    list.current?.querySelector("[aria-selected=true]")?.scrollIntoView({ block: "nearest" });
  }, [chosen]);
  const run = (entry: Entry | undefined): void => {
    if (entry === undefined) return;
    close();
    entry.run();
  };
  const press = (event: React.KeyboardEvent): void => {
    if (composing(event)) return;
    if (event.key === "ArrowDown" || event.key === "ArrowUp")
      setAt((chosen + (event.key === "ArrowDown" ? 1 : all.length - 1)) % Math.max(1, all.length));
    else if (event.key === "Enter") run(all[chosen]);
    else return;
    event.preventDefault();
  };
  const line = (entry: Entry, index: number): React.ReactNode => (
    <button
      key={entry.key}
      type="button"
      role="option"
      id={`${LIST}-${index}`}
      tabIndex={-1}
      aria-selected={index === chosen}
      className={css.result}
      onMouseMove={() => setAt(index)}
      onClick={() => run(entry)}
    >
      {entry.icon}
      <span>{entry.label}</span>
      {entry.row && <TierTag tier={entry.row.customer.tier} />}
      <small>{entry.hint}</small>
      {entry.row && <small style={{ flex: "none" }}>{tCode("phase", entry.row.phase)}</small>}
    </button>
  );
  const group = (name: string, entries: Entry[], from: number): React.ReactNode =>
    entries.length > 0 && (
      <div role="group" aria-label={name}>
        <div className={css.heading} aria-hidden>
          {name}
        </div>
        {entries.map((entry, index) => line(entry, from + index))}
      </div>
    );
  return (
    <Modal
      open
      closable={false}
      footer={null}
      onCancel={close}
      width={560}
      style={{ top: 96 }}
      className={css.palette}
      aria-label={t("palette.title")}
    >
      <input
        className={css.input}
        autoFocus
        role="combobox"
        aria-expanded
        aria-controls={LIST}
        aria-activedescendant={all.length > 0 ? `${LIST}-${chosen}` : undefined}
        value={text}
        placeholder={t("palette.placeholder")}
        aria-label={t("palette.placeholder")}
        onChange={(event) => {
          setText(event.target.value);
          setAt(0);
        }}
        onKeyDown={press}
      />
      <div className={css.results} role="listbox" id={LIST} aria-label={t("palette.title")} ref={list}>
        {group(t("palette.customers"), customers, 0)}
        {group(t("palette.conversations"), conversations, customers.length)}
        {group(t("palette.actions"), actions, customers.length + conversations.length)}
      </div>
      {all.length === 0 && (
        <p className={css.nothing} role="status">
          {t("palette.nothing", { q })}
        </p>
      )}
    </Modal>
  );
}
