import { NotebookText, SearchX } from "lucide-react";
import { useEffect, useRef, useState } from "react";
import type { Template } from "@/api/types";
import { Bones, Empty, Failed, Tag, composing, sayError, useKept } from "@/design";
import { locale, t, tCode } from "@/i18n";
import { render, useFound } from "../data";
import css from "./picker.module.css";

interface Props {
  conversationId: string;
  query: string;
  /** the text field whose arrow keys, Enter and Esc drive the list */
  field: React.RefObject<HTMLTextAreaElement | null>;
  use: (text: string, missing: string[]) => void;
  close: () => void;
}

function useListKeys(
  field: Props["field"],
  count: number,
  choose: (index: number) => void,
  close: () => void,
): [number, (index: number) => void] {
  const [at, setAt] = useState(0);
  const state = useRef({ at, count, choose, close });
  useEffect(() => {
    state.current = { at: Math.min(at, Math.max(0, count - 1)), count, choose, close };
  });
  useEffect(() => {
    const element = field.current;
    const key = (event: KeyboardEvent): void => {
      if (composing(event)) return;
      const now = state.current;
      if (event.key === "ArrowDown" || event.key === "ArrowUp")
        setAt((now.at + (event.key === "ArrowDown" ? 1 : now.count - 1)) % Math.max(1, now.count));
      else if ((event.key === "Enter" || event.key === "Tab") && !event.shiftKey && now.count > 0) now.choose(now.at);
      else if (event.key === "Escape") now.close();
      else return;
      event.preventDefault();
      event.stopImmediatePropagation();
    };
    element?.addEventListener("keydown", key, true);
    return () => element?.removeEventListener("keydown", key, true);
  }, [field]);
  return [Math.min(at, Math.max(0, count - 1)), setAt];
}

/** The text with its variables by name: what will stand there is only known once it is inserted. */
function named(body: string): React.ReactNode[] {
  return body
    .split(/\{\{([^{}]+)\}\}/g)
    .map((part, index) => (index % 2 === 1 ? <mark key={index}>{tCode("variable", part.trim())}</mark> : part));
}

/** Opened by "/" in the composer: the list on the left, the text of the chosen one on the right. */
export function TemplatePicker({ conversationId, query, field, use, close }: Props) {
  const { items: found, pending, error, again } = useFound(query);
  const [chosenLanguage, setLanguage] = useKept<string | null>("template.language", null);
  const language = chosenLanguage ?? locale();
  const insert = (template: Template): void => {
    close();
    render(template, conversationId, language).then(
      (result) => use(result.text, result.missing),
      (error: unknown) => sayError(error),
    );
  };
  const [at, setAt] = useListKeys(field, found.length, (index) => found[index] && insert(found[index]), close);
  const list = useRef<HTMLDivElement>(null);
  useEffect(() => {
    list.current?.querySelector("[aria-selected=true]")?.scrollIntoView({ block: "nearest" });
  }, [at]);
  const chosen = found[at];
  return (
    <div
      className={css.picker}
      role="dialog"
      aria-label={t("template.pick")}
      onMouseDown={(event) => event.preventDefault()}
    >
      <div className={css.list} role="listbox" aria-label={t("template.pick")} ref={list}>
        {pending && <Bones rows={5} />}
        {Boolean(error) && <Failed error={error} retry={again} />}
        {!pending && !error && found.length === 0 && (
          <Empty
            icon={<SearchX size={18} aria-hidden />}
            title={t("template.none", { q: query })}
            text={t("template.none_hint")}
          />
        )}
        {found.map((template, index) => (
          <button
            key={template.id}
            type="button"
            role="option"
            tabIndex={-1}
            aria-selected={index === at}
            className={css.item}
            onMouseMove={() => setAt(index)}
            onClick={() => insert(template)}
          >
            <span className="cut">{template.title}</span>
            <small>{(locale() === "en" && template.category_en) || template.category}</small>
          </button>
        ))}
      </div>
      {chosen && (
        <div className={css.preview}>
          <header>
            <NotebookText size={14} aria-hidden />
            <b className="cut">{chosen.title}</b>
            <Tag>/{chosen.shortcut || chosen.code}</Tag>
          </header>
          <p>{named((language === "en" && chosen.body_en) || chosen.body)}</p>
          <footer>
            <button type="button" onClick={() => setLanguage(language === "en" ? "zh-CN" : "en")}>
              {language === "en" ? t("template.in_chinese") : t("template.in_english")}
            </button>
            <span>
              <kbd>↑</kbd> <kbd>↓</kbd> {t("template.choose")} <kbd>↵</kbd> {t("template.insert")} <kbd>Esc</kbd>
            </span>
          </footer>
        </div>
      )}
    </div>
  );
}
