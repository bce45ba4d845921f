import { useEffect, useRef, useState } from "react";
import { Avatar, composing, useActiveOption } from "@/design";
import { PresenceDot, usePeople } from "@/features/people";
import { t } from "@/i18n";
import css from "./composer.module.css";

const OPTION = "mentioned-agent";

interface Props {
  query: string;
  field: React.RefObject<HTMLTextAreaElement | null>;
  use: (name: string) => void;
  close: () => void;
}

/** Colleagues by name, opened by "@" in a note. */
export function MentionPicker({ query, field, use, close }: Props) {
  const found = usePeople((state) =>
    Object.values(state.agents)
      .filter((agent) => agent.id !== state.meId && agent.name.toLowerCase().includes(query.toLowerCase()))
      .slice(0, 8),
  );
  const [at, setAt] = useState(0);
  const chosen = Math.min(at, Math.max(0, found.length - 1));
  const state = useRef({ found, chosen, use, close });
  useEffect(() => {
    state.current = { found, chosen, use, close };
  });
  useEffect(() => {
    const element = field.current;
    const key = (event: KeyboardEvent): void => {
      const now = state.current;
      const person = now.found[now.chosen];
      if (composing(event) || person === undefined) return;
      if (event.key === "ArrowDown" || event.key === "ArrowUp")
        setAt((now.chosen + (event.key === "ArrowDown" ? 1 : now.found.length - 1)) % now.found.length);
      else if (event.key === "Enter" || event.key === "Tab") now.use(person.name);
      else if (event.key === "Escape") now.close();
      else return;
      event.preventDefault();
      event.stopImmediatePropagation();
    };
    element?.addEventListener("keydown", key, true);
    return () => element?.removeEventListener("keydown", key, true);
  }, [field]);
  useActiveOption(field, found.length > 0 ? `${OPTION}-${chosen}` : null);
  if (found.length === 0) return null;
  return (
    <div
      className={css.mentions}
      role="listbox"
      aria-label={t("composer.mention")}
      onMouseDown={(event) => event.preventDefault()}
    >
      {found.map((agent, index) => (
        <button
          key={agent.id}
          type="button"
          role="option"
          id={`${OPTION}-${index}`}
          tabIndex={-1}
          aria-selected={index === chosen}
          onMouseMove={() => setAt(index)}
          onClick={() => use(agent.name)}
        >
          <Avatar name={agent.name} size={22} />
          {agent.name}
          <PresenceDot look={agent.presence.state} />
        </button>
      ))}
    </div>
  );
}
