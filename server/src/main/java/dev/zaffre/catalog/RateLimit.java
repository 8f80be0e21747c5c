package dev.zaffre.catalog;

/**
 * What an app allows, as its connector declares it. Zero means "not declared".
 *
 * @param perConnectionPerSecond calls a second of one connection
 * @param perAppPerSecond calls a second of all connections of one environment together
 * @param concurrencyPerConnection calls of one connection under way at once
 */
public record RateLimit(double perConnectionPerSecond, double perAppPerSecond, int concurrencyPerConnection) {
    public static final RateLimit NONE = new RateLimit(0, 0, 0);
}
