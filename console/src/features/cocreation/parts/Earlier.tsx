import { useQuery } from "@tanstack/react-query";
import Button from "antd/es/button";
import Drawer from "antd/es/drawer";
import type { PartName } from "@/api/cocreation";
import { Bones, Failed } from "@/design";
import { t, tCode } from "@/i18n";
import { dateAndTime } from "@/i18n/format";
import { api } from "../data";
import css from "./cocreation.module.css";

/** Every version of a part, the latest first. One can be taken into the draft again; it is saved by hand. */
export function Earlier({
  room,
  part,
  mayWrite,
  take,
  close,
}: {
  room: string;
  part: PartName;
  mayWrite: boolean;
  take: (words: string) => void;
  close: () => void;
}) {
  const query = useQuery({
    queryKey: ["room-part", room, part],
    queryFn: ({ signal }) => api.versions(room, part, signal),
    gcTime: 0,
  });
  return (
    <Drawer open title={t("rooms.versions_of", { part: tCode("rooms.part", part) })} onClose={close} size={560}>
      {query.isPending && <Bones rows={4} />}
      {query.isError && <Failed error={query.error} retry={() => void query.refetch()} />}
      {query.data?.items.map((one) => (
        <article key={one.version} className={css.version}>
          <header>
            <b className="num">{t("rooms.version", { version: one.version })}</b>
            <small className="muted">
              {one.by_name} {one.at !== null && dateAndTime(one.at)}
            </small>
            {mayWrite && one.version !== query.data.items[0]?.version && (
              <Button size="small" onClick={() => take(one.text)}>
                {t("rooms.take_version")}
              </Button>
            )}
          </header>
          <p>{one.text === "" ? t("rooms.empty") : one.text}</p>
        </article>
      ))}
    </Drawer>
  );
}
