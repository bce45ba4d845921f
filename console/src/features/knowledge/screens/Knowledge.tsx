import { Bones, Failed } from "@/design";
import { useArticle } from "../data";
import { Articles } from "./Articles";
import { ArticleEditor } from "./ArticleEditor";

function Kept({ id }: { id: string }) {
  const query = useArticle(id);
  if (query.isPending) return <Bones rows={8} />;
  if (query.data === undefined) return <Failed error={query.error} retry={() => void query.refetch()} />;
  return <ArticleEditor key={id} kept={query.data} />;
}

/** The list of articles, a new one (`new`, or `new` in another language of a slug), or one that is there. */
export function Knowledge({ id, of }: { id: string | null; of: string | null }) {
  if (id === null) return <Articles />;
  return id === "new" ? <ArticleEditor key={of ?? ""} kept={null} translates={of} /> : <Kept id={id} />;
}
