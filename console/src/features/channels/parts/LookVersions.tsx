import type { WebChat } from "@/api/types";
import { Versions } from "@/design/parts/Versions";
import { t, tCode } from "@/i18n";
import { restoreLook, useLooks } from "../looks";
import css from "./look.module.css";

interface Props {
  chat: WebChat;
  /** something is typed that is not saved */
  held: boolean;
  close: () => void;
  restored: (chat: WebChat) => void;
}

/** Who changed how a chat looks, when and in what; any version can be taken back. */
export function LookVersions({ chat, held, close, restored }: Props) {
  return (
    <Versions
      query={useLooks(chat.id)}
      present={chat.version}
      held={held}
      close={close}
      restore={async (to) => restored(await restoreLook(chat, to))}
      title={(one) => (
        <>
          <i className={css.swatch} style={{ background: one.look.color }} aria-hidden />{" "}
          {one.version === 0 ? t("look.first") : t("versions.one", { version: one.version })}
        </>
      )}
      size={420}
    >
      {(one) =>
        one.changed.length > 0 && (
          <p>
            {t("versions.changed", {
              what: one.changed.map((field) => tCode("look_field", field)).join(t("list.comma")),
            })}
          </p>
        )
      }
    </Versions>
  );
}
