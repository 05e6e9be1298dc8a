import { LitElement, type PropertyValues } from "lit";
import type { ItemType } from "./types";
/**
 * @cssPart iframe
 * @cssPart iframe-container
 * @cssPart iframe-page-not-found
 * @fires update-title
 * @fires coll-tab-nav
 * @fires update-title
 * @fires replay-favicons
 * @fires replay-loading ReplayLoadingDetail
 * @fires cancel-click-download
 * @fires update-download-res-url
 */
declare class Replay extends LitElement {
    collInfo: ItemType | Record<string, never> | null;
    sourceUrl: string | null;
    url: string;
    ts: string;
    waczhash: string;
    replayUrl: string;
    replayTS: string;
    actualTS: string;
    title: string;
    iframeUrl: string | null;
    showAuth: boolean;
    replayNotFoundError: boolean;
    authFileHandle: any;
    downloadResUrl: string;
    readonly iframe?: HTMLIFrameElement | null;
    /**
     * Use key to force iframe to update even if `src` hasn't changed,
     * for example, if the iframe window has navigated to a linked page
     * and is being externally reset to a seed URL.
     */
    private iframeUrlUpdateKey?;
    private reauthWait;
    private _loadPoll;
    private hiliter;
    disconnectedCallback(): void;
    firstUpdated(): void;
    handleSWMessage(event: MessageEvent): Promise<void>;
    doSetIframeUrl(): void;
    willUpdate(changedProperties: PropertyValues<this>): void;
    updated(changedProperties: PropertyValues<this>): void;
    setDisablePointer(disable: boolean): void;
    onReplayMessage(event: MessageEvent): void;
    onReAuthed(event: any): void;
    waitForLoad(): void;
    clearLoading(iframe: HTMLIFrameElement | null): void;
    setLoading(): void;
    refresh(): void;
    static get styles(): import("lit").CSSResultGroup;
    render(): import("lit-html").TemplateResult<1>;
    clearHilite(removeListeners?: boolean): void;
    hiliteClicked(): boolean;
    onUpdateDownloadResUrl(e: Event): void;
    setClickToDownload(): void;
}
export { Replay };
//# sourceMappingURL=replay.d.ts.map