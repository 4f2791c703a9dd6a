/** Talks to the server. Every refusal becomes one error with a sentence for the reader. */

import type {
  Assessment, Found, Gap, GapDecision, GapFile, GapPage, HistoryItem, Parcel, ReformedParcel,
} from "./types";

/** The server refused (`status` as in HTTP) or could not be reached (`status` 0). */
export class RequestError extends Error {
  constructor(
    readonly status: number,
    readonly detail: string | null,
  ) {
    super(detail ?? `HTTP ${status}`);
  }
}

/** An answer with the version that a later change must name. */
export interface Versioned<T> {
  readonly value: T;
  readonly etag: string | null;
}

export interface GapFilter {
  readonly kind?: string | null;
  readonly status?: string;
  readonly bbox?: readonly number[] | null;
  readonly cursor?: string | null;
  readonly limit?: number;
}

/** A parcel code inside a path keeps its slashes, which the routes expect. */
export function codePath(code: string): string {
  return code.split("/").map(encodeURIComponent).join("/");
}

async function readDetail(response: Response): Promise<string | null> {
  try {
    const problem = (await response.json()) as { detail?: unknown; title?: unknown };
    if (typeof problem.detail === "string" && problem.detail) return problem.detail;
    return typeof problem.title === "string" ? problem.title : null;
  } catch {
    return null;
  }
}

export class Client {
  constructor(private readonly csrf: string) {}

  parcel(code: string, year: number, signal: AbortSignal): Promise<Parcel> {
    const query = `year=${year}&geometry=1&crs=local`;
    return this.get(`/api/v1/parcels/${codePath(code)}?${query}`, signal);
  }

  assessment(code: string, year: number, signal: AbortSignal): Promise<Assessment> {
    return this.get(`/api/v1/parcels/${codePath(code)}/assessment?year=${year}`, signal);
  }

  async history(code: string, signal: AbortSignal): Promise<readonly HistoryItem[]> {
    const answer = await this.get<{ items: readonly HistoryItem[] }>(
      `/api/v1/parcels/${codePath(code)}/history`,
      signal,
    );
    return answer.items;
  }

  reformedParcel(reform: number, code: string, signal: AbortSignal): Promise<ReformedParcel> {
    return this.get(`/api/v1/reforms/${reform}/parcels/${codePath(code)}`, signal);
  }

  async search(text: string, limit: number, signal: AbortSignal): Promise<readonly Found[]> {
    const query = new URLSearchParams({ q: text, limit: String(limit) });
    const answer = await this.get<{ items: readonly Found[] }>(
      `/api/v1/search?${query}`,
      signal,
    );
    return answer.items;
  }

  gaps(filter: GapFilter, signal: AbortSignal): Promise<GapPage> {
    const query = new URLSearchParams({ sort: "baht", limit: String(filter.limit ?? 50) });
    if (filter.kind) query.set("kind", filter.kind);
    if (filter.status) query.set("status", filter.status);
    if (filter.bbox) {
      query.set("bbox", filter.bbox.map((value) => value.toFixed(1)).join(","));
    }
    if (filter.cursor) query.set("cursor", filter.cursor);
    return this.get(`/api/v1/gaps?${query}`, signal);
  }

  async gap(id: number, signal: AbortSignal): Promise<Versioned<GapFile>> {
    return versioned<GapFile>(await this.ask(`/api/v1/gaps/${id}?crs=local`, { signal }));
  }

  /** Decide about a gap as it was read: refused with 412 when it has changed since. */
  async settleGap(
    id: number,
    etag: string | null,
    decision: GapDecision,
  ): Promise<Versioned<Gap>> {
    const response = await this.ask(`/api/v1/gaps/${id}`, {
      method: "PATCH",
      body: JSON.stringify(decision),
      headers: {
        "Content-Type": "application/json",
        "X-CSRF-Token": this.csrf,
        ...(etag === null ? {} : { "If-Match": etag }),
      },
    });
    return versioned<Gap>(response);
  }

  private async get<T>(path: string, signal: AbortSignal): Promise<T> {
    return (await (await this.ask(path, { signal })).json()) as T;
  }

  private async ask(path: string, options: RequestInit): Promise<Response> {
    let response: Response;
    try {
      response = await fetch(path, {
        ...options,
        credentials: "same-origin",
        headers: { Accept: "application/json", ...options.headers },
      });
    } catch (error) {
      if (options.signal?.aborted) throw error;
      throw new RequestError(0, null);
    }
    if (!response.ok) throw new RequestError(response.status, await readDetail(response));
    return response;
  }
}

async function versioned<T>(response: Response): Promise<Versioned<T>> {
  return { value: (await response.json()) as T, etag: response.headers.get("ETag") };
}

/** Was the request given up by us, because something newer was asked? */
export function isAbort(error: unknown): boolean {
  return error instanceof DOMException && error.name === "AbortError";
}
