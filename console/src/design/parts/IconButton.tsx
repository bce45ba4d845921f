import { CircleX } from "lucide-react";
import type { ButtonHTMLAttributes, ReactNode, Ref } from "react";
import { t } from "@/i18n";
import css from "./parts.module.css";

type Props = Omit<ButtonHTMLAttributes<HTMLButtonElement>, "title"> & {
  label: string;
  /** shown after the label in the title, e.g. "Ctrl K" */
  keys?: string;
  icon: ReactNode;
  text?: ReactNode;
  active?: boolean;
  ref?: Ref<HTMLButtonElement>;
};

/** A quiet button of one icon; its name is read aloud and shown on hover. */
export function IconButton({ label, keys, icon, text, active, className, ...rest }: Props) {
  return (
    <button
      type="button"
      className={className ? `${css.iconButton} ${className}` : css.iconButton}
      aria-label={label}
      aria-pressed={active}
      title={keys ? `${label}  ${keys}` : label}
      {...rest}
    >
      {icon}
      {text !== undefined && <span>{text}</span>}
    </button>
  );
}

/** The sign that empties a search field, with a name that is read aloud. */
export function ClearIcon() {
  return <CircleX size={13} role="img" aria-label={t("action.clear")} />;
}
