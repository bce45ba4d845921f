import { useLayoutEffect, useRef } from "react";
import type { Ref } from "react";
import css from "./composer.module.css";

interface Props {
  text: string;
  label: string;
  placeholder: string;
  write: (text: string, caret: number) => void;
  moved: (caret: number) => void;
  press: (event: React.KeyboardEvent) => void;
  ref: Ref<HTMLTextAreaElement>;
}

/** Unfilled variables are marked on a layer behind the text field, letter for letter under the same text. */
function marked(text: string): React.ReactNode[] {
  return text
    .split(/(\{\{[^{}]+\}\})/g)
    .map((part, index) => (index % 2 === 1 ? <mark key={index}>{part}</mark> : part));
}

/** A text field that grows with its text, up to a third of the screen. */
export function TextField({ text, label, placeholder, write, moved, press, ref }: Props) {
  const field = useRef<HTMLTextAreaElement | null>(null);
  const layer = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    const element = field.current;
    if (element === null) return;
    element.style.height = "auto";
    element.style.height = `${Math.min(element.scrollHeight, Math.round(window.innerHeight / 3))}px`;
  }, [text]);
  return (
    <div className={css.field}>
      <div className={css.layer} ref={layer} aria-hidden>
        {marked(text)}
        {"\n"}
      </div>
      <textarea
        ref={(element) => {
          field.current = element;
          if (typeof ref === "function") ref(element);
          else if (ref) ref.current = element;
        }}
        rows={3}
        value={text}
        aria-label={label}
        placeholder={placeholder}
        data-composer
        onChange={(event) => write(event.target.value, event.target.selectionStart)}
        onSelect={(event) => moved(event.currentTarget.selectionStart)}
        onKeyDown={press}
        onScroll={(event) => {
          if (layer.current !== null) layer.current.scrollTop = event.currentTarget.scrollTop;
        }}
      />
    </div>
  );
}
