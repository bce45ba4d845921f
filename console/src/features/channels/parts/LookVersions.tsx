import Button from "antd/es/button";
import Drawer from "antd/es/drawer";
import { Undo2 } from "lucide-react";
import { useState } from "react";
import type { WebChat } from "@/api/types";
import { Bones, Failed, Tag, sayError } from "@/design";
import { t, tCode } from "@/i18n";
import { exact } from "@/i18n/format";
import { restoreLook, useLooks } from "../looks";
import css from "./look.module.css";

/** Who changed how a chat looks, when and in what; any version can be taken back. */
export function LookVersions({
  chat,
  held,
  close,
  restored,
}: {
  chat: WebChat;
  /** something is typed that is not saved */
  held: boolean;
  close: () => void;
  restored: (chat: WebChat) => void;
}) {
  const query = useLooks(chat.id);
  const [busy, setBusy] = useState<number | null>(null);
  const restore = (to: number): void => {
    setBusy(to);
    restoreLook(chat, to)
      .then(restored)
      .catch(sayError)
      .finally(() => setBusy(null));
  };
  return (
    <Drawer open title={t("queues.history")} onClose={close} size={420}>
      {query.isPending && <Bones rows={4} />}
      {query.isError && query.data === undefined && <Failed error={query.error} retry={() => void query.refetch()} />}
      {query.data?.length === 0 && <p className="muted">{t("versions.none")}</p>}
      {held && <p className="muted">{t("versions.held")}</p>}
      <ol className={css.versions}>
        {query.data?.map((one) => (
          <li key={one.version}>
            <div>
              <i className={css.swatch} style={{ background: one.look.color }} aria-hidden />
              <b>{one.version === 0 ? t("look.first") : t("versions.one", { version: one.version })}</b>
              {one.version === chat.version ? (
                <Tag tone="green">{t("versions.present")}</Tag>
              ) : (
                <Button
                  size="small"
                  icon={<Undo2 size={13} aria-hidden />}
                  disabled={held}
                  loading={busy === one.version}
                  onClick={() => restore(one.version)}
                >
                  {t("versions.restore")}
                </Button>
              )}
            </div>
            {one.by_name !== "" && (
              <small className="muted">
                {one.by_name} · {exact(one.at)}
              </small>
            )}
            {one.restored !== null && <p>{t("versions.restored", { version: one.restored })}</p>}
            {one.changed.length > 0 && (
              <p>{one.changed.map((field) => tCode("look_field", field)).join(t("list.comma"))}</p>
            )}
          </li>
        ))}
      </ol>
    </Drawer>
  );
}
