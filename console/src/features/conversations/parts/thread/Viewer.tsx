import Modal from "antd/es/modal";
import { useQuery } from "@tanstack/react-query";
import { knowledge } from "@/api/client";
import { Bones, Failed, useStore } from "@/design";
import { Pictures } from "./Pictures";
import { Markdown } from "./Prose";
import { viewing } from "./viewing";
import css from "./thread.module.css";

function Article({ id }: { id: string }) {
  const article = useQuery({ queryKey: ["article", id], queryFn: ({ signal }) => knowledge.read(id, signal) });
  if (article.isError) return <Failed error={article.error} retry={() => void article.refetch()} />;
  if (article.data === undefined) return <Bones rows={4} />;
  return <Markdown text={article.data.body} />;
}

/** Pictures in full size and articles, over everything; Esc or a click beside closes. */
export default function Viewer({ id }: { id: string }) {
  const open = useStore(viewing);
  const close = (): void => viewing.set(null);
  if (open === null) return null;
  if (open.kind === "article") {
    return (
      <Modal open title={open.article.title} footer={null} onCancel={close} width={640} centered>
        <div className={css.article}>
          <Article id={open.article.id} />
        </div>
      </Modal>
    );
  }
  return <Pictures id={id} image={open.image} close={close} />;
}
