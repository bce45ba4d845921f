import Button from "antd/es/button";
import Drawer from "antd/es/drawer";
import { Undo2 } from "lucide-react";
import { useState } from "react";
import type { ReactNode } from "react";
import { t } from "@/i18n";
import { exact } from "@/i18n/format";
import { sayDone, sayError } from "../toast";
import { Tag } from "./Badges";
import { Bones, Failed } from "./States";
import css from "./versions.module.css";

/** One of the versions that are kept of a thing. `by_name`: empty for what was there before anybody changed it. */
export interface Kept {
  version: number;
  by_name: string;
  at: string;
  restored: number | null;
}

interface Props<V extends Kept> {
  query: { data?: V[]; isPending: boolean; isError: boolean; error: unknown; refetch: () => unknown };
  present: number;
  /** something is typed that is not saved */
  held: boolean;
  close: () => void;
  /** takes a version back; what it rejects with is told; null: nobody may who looks here */
  restore: ((version: number) => Promise<void>) | null;
  /** what a version says beside who, when and whose it took back */
  children: (one: V, before: V | undefined) => ReactNode;
  title?: (one: V) => ReactNode;
  size?: number;
}

/** Who changed a thing, when and in what, the latest first; any version can be taken back. */
export function Versions<V extends Kept>({
  query,
  present,
  held,
  close,
  restore,
  children,
  title = (one) => t("versions.one", { version: one.version }),
  size = 480,
}: Props<V>) {
  const [busy, setBusy] = useState<number | null>(null);
  const back = (version: number): void => {
    if (restore === null) return;
    setBusy(version);
    restore(version)
      .then(() => sayDone(t("versions.done", { version })))
      .catch(sayError)
      .finally(() => setBusy(null));
  };
  return (
    <Drawer open title={t("queues.history")} onClose={close} size={size}>
      {query.isPending && <Bones rows={5} />}
      {query.isError && query.data === undefined && <Failed error={query.error} retry={() => void query.refetch()} />}
      {query.data?.length === 0 && <p className="muted">{t("versions.none")}</p>}
      {held && <p className="muted">{t("versions.held")}</p>}
      <ol className={css.versions}>
        {query.data?.map((one, at) => (
          <li key={one.version}>
            <header>
              <b>{title(one)}</b>
              {one.version === present && <Tag tone="green">{t("versions.present")}</Tag>}
              {one.version !== present && restore !== null && (
                <Button
                  size="small"
                  icon={<Undo2 size={13} aria-hidden />}
                  disabled={held}
                  loading={busy === one.version}
                  onClick={() => back(one.version)}
                >
                  {t("versions.restore")}
                </Button>
              )}
            </header>
            <small className="muted">
              {one.by_name === "" ? t("versions.before") : `${one.by_name} · ${exact(one.at)}`}
            </small>
            {one.restored !== null && <p>{t("versions.restored", { version: one.restored })}</p>}
            {children(one, query.data?.[at + 1])}
          </li>
        ))}
      </ol>
    </Drawer>
  );
}
