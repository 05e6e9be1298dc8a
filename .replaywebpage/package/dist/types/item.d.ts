import { LitElement, type PropertyValues } from "lit";
import type { SlSelectEvent } from "@shoelace-style/shoelace";
import type { FavIconEventDetail, ItemType, URLResource } from "./types";
import "./item-info";
import type { TabNavEvent } from "./events";
export declare const RWP_SCHEME = "search://";
export type LoadInfo = {
    extraConfig?: {
        baseUrlSourcePrefix?: unknown;
        baseUrl?: unknown;
        headers?: unknown;
        recording?: unknown;
        adblockUrl?: string | null;
    };
    customColl?: string | null;
    noWebWorker?: boolean;
    noCache?: boolean;
    hideOffscreen?: boolean;
    loadEager?: boolean;
    sourceUrl?: string;
    loadUrl?: string;
    swError?: string;
    newFullImport?: unknown;
    name?: string;
    importCollId?: string;
};
export type EmbedOpts = {
    noMediaDownloadUI?: boolean;
    hideMetadataSidebar?: boolean;
};
export declare enum EmbedReplayDataView {
    Story = "story",
    Pages = "pages",
    Resources = "resources"
}
export type EmbedReplayData = {
    view?: EmbedReplayDataView;
    url?: string;
    ts?: string;
    title?: string;
    query?: string;
    waczhash?: string;
};
export type TabData = EmbedReplayData & {
    currList?: number;
    urlSearchType?: string;
    currMime?: string;
};
/**
 * @cssPart replay-bar
 * @cssPart replay-bar-container
 * @cssPart replay-bar-input
 * @cssPart replay-content
 * @cssPart replay-tabs-nav
 * @cssPart replay-tabs-panel
 * @cssPart replay-main
 * @cssPart loader
 * @cssProperty rwp-bar-background-color
 * @cssProperty rwp-bar-text-color
 * @cssProperty rwp-bar-button-color
 * @cssProperty rwp-bar-input-background-color
 * @cssProperty rwp-bar-input-border-color
 * @cssProperty rwp-bar-input-text-color
 * @cssProperty rwp-bar-active-text-color
 * @fires coll-loaded
 * @fires update-title
 * @fires about-show
 */
declare class Item extends LitElement {
    inited: boolean;
    sourceUrl: string | null;
    downloadUrl: string | null;
    loadInfo: LoadInfo | null;
    embedOpts: EmbedOpts;
    showSidebar: boolean | null;
    showAllPages: boolean;
    itemInfo: ItemType | Record<string, never> | null;
    item: string;
    hasStory: boolean;
    isLoading: boolean;
    tabData: TabData;
    url: string;
    ts: string;
    isFullscreen: boolean | null;
    embed: string | null;
    embedDropdownActive: boolean;
    editable: boolean;
    browsable: boolean;
    clearable: boolean;
    isVisible: boolean;
    favIconUrl: string;
    appName: string;
    appVersion: string;
    autoUpdateInterval: number;
    swName: string | null;
    replayNotFoundError: boolean;
    multiTs?: string[];
    clickToDownloadMode: boolean;
    private tabDataBeforeFullView?;
    private splitter;
    private _replaceLoc;
    private _locUpdateNeeded;
    private _locationHash;
    private _autoUpdater;
    private observer?;
    private readonly archiveInfoDialog;
    private readonly tabNames;
    private readonly tabLabels;
    private _lastUrlUpdate;
    constructor();
    firstUpdated(): void;
    runUpdateLoop(): Promise<void>;
    getMultiTimestamps(): Promise<void>;
    willUpdate(changedProperties: Map<string, Record<string, unknown>>): void;
    updated(changedProperties: PropertyValues<this>): void;
    configureSplitter(): void;
    doUpdateInfo(autorefresh?: boolean): Promise<void>;
    onItemLoaded(event: any): void;
    onItemUpdate(event: any): void;
    onHashChange(): void;
    onTabClick(event: any): boolean;
    onItemTabNav(event: TabNavEvent): void;
    updateTabData(data: TabData, replaceLoc?: boolean): void;
    static get styles(): import("lit").CSSResultGroup;
    static get compStyles(): import("lit").CSSResult;
    static get replayBarStyles(): import("lit").CSSResult;
    render(): import("lit-html").TemplateResult<1>;
    renderTabHeader(isSidebar: any): import("lit-html").TemplateResult<1>;
    protected renderToolbarLeft(): import("lit-html").TemplateResult<1>;
    renderLocationBar(): import("lit-html").TemplateResult<1> | "";
    protected renderClickToDownloadNotify(): import("lit-html").TemplateResult<1>;
    protected renderToolbarRight(): import("lit-html").TemplateResult<1>;
    private renderTimestamp;
    renderVerifyInfo(): import("lit-html").TemplateResult<1> | "";
    dragStart(): void;
    dragEnd(): void;
    clickToDownload(): boolean;
    cancelClickToDownload(): boolean;
    renderItemInfo(): import("lit-html").TemplateResult<1>;
    renderItemTabs(isSidebar: any): import("lit-html").TemplateResult<1>;
    skipMenu(event: any): void;
    onKeyDown(event: any): void;
    onFullscreenToggle(event: any): void;
    onGoBack(event: Event): void;
    onGoForward(event: Event): void;
    onShowPages(event: Event): void;
    onFullPageView(event: MouseEvent): void;
    onSplitView(event: MouseEvent): void;
    onHideSidebar(event: MouseEvent): void;
    onReplayLoading(event: CustomEvent<{
        loading: boolean;
        replayNotFoundError?: boolean;
    }>): Promise<void>;
    onFavIcons(event: CustomEvent<FavIconEventDetail>): Promise<void>;
    onPurgeCache(event: any): void;
    deleteFully(reload?: boolean): Promise<void>;
    onSubmit(event: any): boolean;
    onLostFocus(event: any): void;
    onTimestampDropdownBtnBlur(event: MouseEvent): void;
    onSelectTimestamp(event: SlSelectEvent): void;
    navigateTo(value: string, { ts }?: {
        ts: string;
    }): void;
    _stringToParams(value: string): Partial<URLResource>;
    _paramsToString(value: Record<string, unknown>): string;
    onRefresh(event: Event | null, replayOnly?: boolean): void;
    onAbout(): void;
    onShowInfoDialog(): void;
    onHideInfoDialog(): void;
}
export { Item };
//# sourceMappingURL=item.d.ts.map