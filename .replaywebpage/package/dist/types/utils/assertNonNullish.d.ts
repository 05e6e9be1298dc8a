export declare function assertNonNullish<T>(item: T, itemName: string): asserts item is NonNullable<T>;
//# sourceMappingURL=assertNonNullish.d.ts.map