// Imported first: the loggers read these when they are made. On a terminal, metrics and routine lines only get in the way.
process.env.POWERTOOLS_LOG_LEVEL ??= 'ERROR';
process.env.POWERTOOLS_METRICS_DISABLED ??= 'true';
