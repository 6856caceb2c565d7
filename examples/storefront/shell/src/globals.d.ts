/** Year in which the shop opened, put in by the build. */
declare const __SHOP_SINCE__: number;
