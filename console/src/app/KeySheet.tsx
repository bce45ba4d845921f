import Modal from "antd/es/modal";
import { ALT, MOD } from "@/design";
import { t } from "@/i18n";
import css from "./over.module.css";

function sheet(): { title: string; keys: [string[], string][] }[] {
  return [
    {
      title: t("keys.anywhere"),
      keys: [
        [[MOD, "K"], t("keys.palette")],
        [["?"], t("keys.sheet")],
        [[ALT, "↑"], t("keys.previous")],
        [[ALT, "↓"], t("keys.next")],
        [[MOD, "B"], t("keys.list")],
        [[MOD, "."], t("keys.panel")],
        [["/"], t("keys.search")],
        [[MOD, "Shift", "F"], t("keys.search_all")],
        [["R"], t("keys.reply")],
        [["T"], t("keys.tags")],
        [[ALT, "N"], t("keys.note")],
        [[ALT, "T"], t("keys.transfer")],
        [[ALT, "E"], t("keys.close")],
        [["Z"], t("keys.later")],
        [[ALT, "Z"], t("keys.later_writing")],
        [["↑", "↓"], t("keys.walk")],
        [[ALT, "G"], t("keys.green")],
        [["X"], t("keys.choose")],
        [["Shift", "X"], t("keys.choose_to")],
        [[MOD, "A"], t("keys.choose_all")],
      ],
    },
    {
      title: t("keys.writing"),
      keys: [
        [["Enter"], t("keys.send")],
        [["Shift", "Enter"], t("keys.newline")],
        [[MOD, "Enter"], t("keys.send_always")],
        [["/"], t("keys.template")],
        [["@"], t("keys.mention")],
        [[MOD, "V"], t("keys.paste")],
        [[MOD, "Enter"], t("keys.confirm")],
      ],
    },
    {
      title: t("keys.pictures"),
      keys: [
        [["←", "→"], t("keys.turn")],
        [["+", "-", "0"], t("keys.size")],
      ],
    },
    {
      title: t("keys.offers"),
      keys: [
        [["Enter"], t("keys.accept")],
        [[ALT, "Enter"], t("keys.accept_writing")],
        [["Esc"], t("keys.decline")],
        [["Enter"], t("keys.back")],
      ],
    },
  ];
}

export default function KeySheet({ close }: { close: () => void }) {
  return (
    <Modal open title={t("keys.title")} footer={null} onCancel={close} width={560}>
      {sheet().map(({ title, keys }) => (
        <section key={title} className={css.keys}>
          <h3>{title}</h3>
          <dl>
            {keys.map(([combination, meaning]) => (
              <div key={meaning}>
                <dt>{meaning}</dt>
                <dd>
                  {combination.map((key) => (
                    <kbd key={key}>{key}</kbd>
                  ))}
                </dd>
              </div>
            ))}
          </dl>
        </section>
      ))}
    </Modal>
  );
}
