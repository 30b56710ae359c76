package dev.eddy.samples;

import static java.util.Objects.requireNonNull;

import io.r2dbc.h2.CloseableConnectionFactory;
import io.r2dbc.h2.H2ConnectionFactory;
import io.r2dbc.spi.Connection;
import io.r2dbc.spi.Result;
import io.r2dbc.spi.Statement;
import java.math.BigDecimal;
import java.util.UUID;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * The readings in an H2 database in memory, through R2DBC: an ordinary reactive repository, nothing here knows of Eddy.
 *
 * <p>Thread-safe. H2 does its work in the thread that subscribes.
 */
final class DemoDatabase implements AutoCloseable {

    private final CloseableConnectionFactory connections = H2ConnectionFactory.inMemory("demo-" + UUID.randomUUID());

    /** Opens an empty database; it lives until {@link #close}. */
    DemoDatabase() {
        execute("create table reading (number bigint primary key, station varchar, celsius decimal(5, 1))").block();
    }

    /** Writes a reading; gives the number of rows written, which is 1. */
    Mono<Long> insert(Reading reading, String station) {
        return execute("insert into reading values ($1, $2, $3)", reading.number(), station, reading.celsius());
    }

    /** The number of readings. */
    Mono<Long> count() {
        return query("select count(*) from reading", Long.class).single();
    }

    /** The sum of all temperatures. */
    Mono<BigDecimal> sum() {
        return query("select sum(celsius) from reading", BigDecimal.class).single();
    }

    /** The average temperature of a station; empty if it has no readings. */
    Mono<BigDecimal> average(String station) {
        return query("select cast(avg(celsius) as decimal(5, 1)) from reading where station = $1 having count(*) > 0",
                BigDecimal.class, station)
                .singleOrEmpty();
    }

    @Override
    public void close() {
        connections.close().block();
    }

    private Mono<Long> execute(String sql, Object... parameters) {
        return Flux.usingWhen(
                connections.create(),
                connection -> Flux.from(statement(connection, sql, parameters).execute())
                        .flatMap(Result::getRowsUpdated),
                Connection::close).single(0L);
    }

    private <T> Flux<T> query(String sql, Class<T> type, Object... parameters) {
        return Flux.usingWhen(
                connections.create(),
                connection -> Flux.from(statement(connection, sql, parameters).execute())
                        .flatMap(result -> result.map(row -> requireNonNull(row.get(0, type)))),
                Connection::close);
    }

    private static Statement statement(Connection connection, String sql, Object... parameters) {
        Statement statement = connection.createStatement(sql);
        for (int i = 0; i < parameters.length; i++) {
            statement.bind(i, parameters[i]);
        }
        return statement;
    }
}
