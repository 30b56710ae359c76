package dev.eddy.samples;

import java.math.BigDecimal;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a weather station measured: one line of the server's stream, one row of the database.
 *
 * @param number from 1 on, in the order of production
 * @param station that measured it, from 1 on
 */
record Reading(long number, int station, BigDecimal celsius) {

    /** So long that few lines fill the buffers between server and client, and a held-back producer shows at once. */
    private static final String PADDING = "~".repeat(16 * 1024);

    private static final Pattern JSON =
            Pattern.compile("\\{\"number\":(\\d+),\"station\":(\\d+),\"celsius\":(-?[\\d.]+),\"padding\":\"~*\"}");

    String toJson() {
        return "{\"number\":%d,\"station\":%d,\"celsius\":%s,\"padding\":\"%s\"}"
                .formatted(number, station, celsius, PADDING);
    }

    static Reading parse(String line) {
        Matcher fields = JSON.matcher(line);
        if (!fields.matches()) {
            throw new IllegalArgumentException("not a reading: " + line);
        }
        return new Reading(
                Long.parseLong(fields.group(1)),
                Integer.parseInt(fields.group(2)),
                new BigDecimal(fields.group(3)));
    }
}
