import Button from "antd/es/button";
import Checkbox from "antd/es/checkbox";
import Input from "antd/es/input";
import { Trash2 } from "lucide-react";
import { useState } from "react";
import type { SavedView } from "@/api/types";
import { IconButton, composing, go, sayDone, sayError } from "@/design";
import { can, useSession } from "@/features/session";
import { t } from "@/i18n";
import { filtersOf, onlyOf, onlyText, placeAddress } from "../../only";
import type { Place } from "../../only";
import { changeView, dropView, keepView, useViews } from "../../views";
import css from "./narrow.module.css";

const LONGEST = 30;

function changed(view: SavedView | undefined, place: Place, name: string, shared: boolean): boolean {
  if (view === undefined) return true;
  const filters = view.filters.view !== place.view || onlyText(onlyOf(view.filters)) !== onlyText(place.only);
  return filters || view.name !== name.trim() || view.shared !== shared;
}

/** Keeps what the list shows now as a view, changes the view that is open, or drops it. */
export function Keep({ place, openId, done }: { place: Place; openId: string | null; done: () => void }) {
  const session = useSession();
  const sharer = can(session, "conversations.assign");
  const view = useViews().find((item) => item.id === place.saved && (item.mine || sharer));
  const [text, setText] = useState<string | null>(null);
  const [wish, setWish] = useState<boolean | null>(null);
  const [busy, setBusy] = useState(false);
  const name = text ?? view?.name ?? "";
  const shared = wish ?? view?.shared ?? false;
  const act = (doing: Promise<string | null>, words: string): void => {
    setBusy(true);
    doing
      .then((saved) => {
        sayDone(words);
        go(placeAddress({ ...place, saved }, openId), { replace: true });
        done();
      }, sayError)
      .finally(() => setBusy(false));
  };
  const body = { name: name.trim(), shared, filters: filtersOf(place.view, place.only) };
  const save = (): void => {
    if (name.trim() === "" || !changed(view, place, name, shared)) return;
    const doing = view === undefined ? keepView(body) : changeView(view.id, body);
    act(
      doing.then((kept) => kept.id),
      t("views.kept", { name: body.name }),
    );
  };
  return (
    <div className={css.keep}>
      <Input
        value={name}
        maxLength={LONGEST}
        aria-label={t("views.name")}
        placeholder={t("views.name")}
        onChange={(event) => setText(event.target.value)}
        onKeyDown={(event) => {
          if (event.key === "Enter" && !composing(event)) save();
        }}
      />
      {sharer && (
        <Checkbox checked={shared} onChange={(event) => setWish(event.target.checked)}>
          {t("views.share")}
        </Checkbox>
      )}
      <span className={css.buttons}>
        {view !== undefined && (
          <IconButton
            label={t("views.drop", { name: view.name })}
            icon={<Trash2 size={15} aria-hidden />}
            disabled={busy}
            onClick={() =>
              act(
                dropView(view.id).then(() => null),
                t("views.dropped", { name: view.name }),
              )
            }
          />
        )}
        <Button
          type="primary"
          size="small"
          loading={busy}
          disabled={name.trim() === "" || !changed(view, place, name, shared)}
          onClick={save}
        >
          {view === undefined ? t("views.keep") : t("views.update")}
        </Button>
      </span>
    </div>
  );
}
