import Button from "antd/es/button";
import Dropdown from "antd/es/dropdown";
import Modal from "antd/es/modal";
import { Ellipsis } from "lucide-react";
import { useState } from "react";
import type { User } from "@/api/types";
import { sayDone, sayError } from "@/design";
import { t } from "@/i18n";
import { disable, enable, newLink, removeFactorOf } from "../accounts";
import { unbind } from "../sso";

type Wish = "link" | "factor" | "unbind" | "disable";

function words(wish: Wish, user: User): { title: string; text: string; ok: string } {
  const name = user.name;
  if (wish === "disable")
    return { title: t("users.disable_ask", { name }), text: t("users.disable_text"), ok: t("users.disable") };
  if (wish === "factor")
    return { title: t("users.factor_ask", { name }), text: t("users.factor_text"), ok: t("users.factor") };
  if (wish === "unbind")
    return { title: t("users.unbind_ask", { name }), text: t("users.unbind_text"), ok: t("users.unbind") };
  return { title: t("users.reset_ask", { name }), text: t("users.reset_text"), ok: t("users.make_link") };
}

/** What else can be done with an account; whatever hurts is asked first. */
export function UserActions({
  user,
  self,
  edit,
  linked,
}: {
  user: User;
  self: boolean;
  edit: () => void;
  linked: (link: string) => void;
}) {
  const [wish, setWish] = useState<Wish | null>(null);
  const [busy, setBusy] = useState(false);
  const run = async (): Promise<void> => {
    setBusy(true);
    try {
      if (wish === "link") linked(await newLink(user));
      else if (wish === "disable") {
        await disable(user);
        sayDone(t("users.disabled_done", { name: user.name }));
      } else if (wish === "unbind") {
        await unbind(user);
        sayDone(t("users.unbound"));
      } else {
        await removeFactorOf(user);
        sayDone(t("factor.removed"));
      }
    } catch (error) {
      sayError(error);
    } finally {
      setBusy(false);
      setWish(null);
    }
  };
  const back = (): void =>
    void enable(user)
      .then(() => sayDone(t("users.enabled_done", { name: user.name })))
      .catch(sayError);
  const items = user.disabled
    ? [{ key: "enable", label: t("users.enable"), onClick: back }]
    : [
        { key: "edit", label: t("users.edit"), onClick: edit },
        {
          key: "link",
          label: user.invited ? t("users.new_link") : t("users.reset"),
          onClick: () => setWish("link"),
        },
        ...(user.second_factor && !self
          ? [{ key: "factor", label: t("users.factor"), onClick: () => setWish("factor") }]
          : []),
        ...(user.single_sign_on ? [{ key: "unbind", label: t("users.unbind"), onClick: () => setWish("unbind") }] : []),
        ...(self
          ? []
          : [{ key: "disable", label: t("users.disable"), danger: true, onClick: () => setWish("disable") }]),
      ];
  const asked = wish && words(wish, user);
  return (
    <>
      <Dropdown trigger={["click"]} menu={{ items }}>
        <Button
          type="text"
          size="small"
          icon={<Ellipsis size={16} aria-hidden />}
          aria-label={t("users.actions", { name: user.name })}
        />
      </Dropdown>
      {asked && (
        <Modal
          open
          title={asked.title}
          okText={asked.ok}
          okButtonProps={{ danger: wish !== "link" }}
          cancelText={t("action.cancel")}
          confirmLoading={busy}
          onOk={() => void run()}
          onCancel={() => setWish(null)}
          width={440}
        >
          <p>{asked.text}</p>
        </Modal>
      )}
    </>
  );
}
