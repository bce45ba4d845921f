// What a house has set up, as one file.
import type * as Server from "../generated";

export type ArchiveItem = Required<Server.ArchiveItem>;
export type ArchivePlan = Omit<Server.ArchivePlan, "items"> & { items: ArchiveItem[] };
export type ArchiveKind = Server.KindOut;
