/** Loaded before a program (`--import`), answers each message of its starter with the most memory that it ever took, in KiB. */
process.on('message', () => process.send?.({ maxRssKiB: process.resourceUsage().maxRSS }));
