package dev.eddy.samples;

import static dev.eddy.Asyncio.await;
import static dev.eddy.Asyncio.createTask;
import static dev.eddy.Asyncio.run;
import static dev.eddy.Asyncio.sleep;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.eddy.Engine;
import dev.eddy.Task;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** On the engine green a JDBC driver that blocks lets go of the loop. */
class GreenJdbcTest {

    private static Connection connect() throws SQLException {
        return DriverManager.getConnection("jdbc:h2:mem:green;LOCK_TIMEOUT=30000");
    }

    private static int execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            return statement.executeUpdate(sql);
        }
    }

    @Test
    void g11_aStatementThatWaitsForARowLockLetsTheTransactionThatHoldsItGoOn() {
        assumeTrue(Engine.getDefault() == Engine.GREEN);
        assumeTrue(Runtime.version().feature() >= 24, "before, Object.wait keeps the thread, and the driver calls it");
        run(() -> {
            try (Connection holder = connect(); Connection waiter = connect()) {
                execute(holder, "create table account (id int primary key, balance int)");
                execute(holder, "insert into account values (1, 100)");
                holder.setAutoCommit(false);
                execute(holder, "update account set balance = 90 where id = 1");
                Task<Integer> waiting =
                        createTask(() -> execute(waiter, "update account set balance = balance - 5 where id = 1"));

                sleep(Duration.ofMillis(1)); // it begins, and blocks in the driver
                assertThat(waiting.done()).isFalse();
                holder.commit(); // which a loop that is blocked would never get to

                assertThat(await(waiting)).isOne();
            }
        });
    }
}
