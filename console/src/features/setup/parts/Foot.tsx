import Button from "antd/es/button";
import type { ReactNode } from "react";
import { go } from "@/design";
import { t } from "@/i18n";
import css from "./foot.module.css";

/** Back, skip, on. `children`: the step's own button instead of "on", while it is not done. */
export function Foot({
  back,
  next,
  done,
  children,
}: {
  back: string | null;
  next: string;
  done: boolean;
  children?: ReactNode;
}) {
  return (
    <footer className={css.foot}>
      {back !== null && (
        <Button size="large" onClick={() => go(back)}>
          {t("setup.back")}
        </Button>
      )}
      {!done && (
        <Button size="large" type="text" onClick={() => go(next)}>
          {t("setup.skip")}
        </Button>
      )}
      {children}
      {done && (
        <Button size="large" type="primary" onClick={() => go(next)}>
          {t("setup.on")}
        </Button>
      )}
    </footer>
  );
}
