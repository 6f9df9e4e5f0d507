//! SQL of teams.

use crate::{actor::Actor, db::Tx, error::Result};
use chrono::{DateTime, Utc};
use kurier_model::visibility::{Colleague, Team};
use kurier_model::{TeamId, UserId};
use uuid::Uuid;

pub async fn all(tx: &mut Tx) -> Result<Vec<Team>> {
    let rows = sqlx::query!(
        r#"SELECT t.id, t.name, u.id AS "user?", u.name AS "user_name?" FROM teams t
           LEFT JOIN (team_members m JOIN users u ON u.id = m.user_id AND u.disabled_at IS NULL) ON m.team_id = t.id
           ORDER BY lower(t.name), t.id, lower(u.name), u.id"#
    )
    .fetch_all(&mut **tx)
    .await?;
    let mut teams: Vec<Team> = Vec::new();
    for row in rows {
        if teams.last().is_none_or(|team| team.id.0 != row.id) {
            teams.push(Team { id: TeamId(row.id), name: row.name, members: Vec::new() });
        }
        let member = row.user.zip(row.user_name).map(|(id, name)| Colleague { id: UserId(id), name });
        if let Some(team) = teams.last_mut() {
            team.members.extend(member);
        }
    }
    Ok(teams)
}

/// Holds a team for the transaction and tells who is in it.
pub async fn hold(tx: &mut Tx, team: TeamId) -> Result<Option<Vec<UserId>>> {
    let held = sqlx::query!("SELECT id FROM teams WHERE id = $1 FOR UPDATE", team.0)
        .fetch_optional(&mut **tx)
        .await?;
    if held.is_none() {
        return Ok(None);
    }
    let members = sqlx::query_scalar!("SELECT user_id FROM team_members WHERE team_id = $1", team.0)
        .fetch_all(&mut **tx)
        .await?;
    Ok(Some(members.into_iter().map(UserId).collect()))
}

pub async fn are_people(tx: &mut Tx, people: &[UserId]) -> Result<bool> {
    let mut ids: Vec<Uuid> = people.iter().map(|person| person.0).collect();
    ids.sort_unstable();
    ids.dedup();
    let found = sqlx::query_scalar!(r#"SELECT count(*) AS "count!" FROM users WHERE id = ANY ($1)"#, &ids)
        .fetch_one(&mut **tx)
        .await?;
    Ok(usize::try_from(found) == Ok(ids.len()))
}

/// Whether another team is called so. Two that want the same name at once wait for each other.
pub async fn is_taken(tx: &mut Tx, team: TeamId, name: &str) -> Result<bool> {
    sqlx::query!("SELECT pg_advisory_xact_lock(hashtextextended('teams ' || kurier_workspace()::text, 0))")
        .execute(&mut **tx)
        .await?;
    Ok(sqlx::query_scalar!(
        r#"SELECT EXISTS (SELECT 1 FROM teams WHERE id <> $1 AND lower(name) = lower($2)) AS "is!""#,
        team.0,
        name
    )
    .fetch_one(&mut **tx)
    .await?)
}

pub async fn put(tx: &mut Tx, actor: &Actor, team: TeamId, name: &str, now: DateTime<Utc>) -> Result<()> {
    sqlx::query!(
        "INSERT INTO teams (id, workspace_id, name, created_at) VALUES ($1, $2, $3, $4)
         ON CONFLICT (id) DO UPDATE SET name = excluded.name",
        team.0,
        actor.workspace.0,
        name,
        now,
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// These and no others; who has left the workspace stays, unseen, and is there again when they come back.
pub async fn put_members(tx: &mut Tx, actor: &Actor, team: TeamId, members: &[UserId]) -> Result<()> {
    let members: Vec<Uuid> = members.iter().map(|member| member.0).collect();
    sqlx::query!(
        "DELETE FROM team_members m USING users u
         WHERE m.team_id = $1 AND u.id = m.user_id AND u.disabled_at IS NULL AND m.user_id <> ALL ($2)",
        team.0,
        &members
    )
    .execute(&mut **tx)
    .await?;
    sqlx::query!(
        "INSERT INTO team_members (team_id, user_id, workspace_id) SELECT $1, member, $3 FROM unnest($2::uuid[]) AS m (member)
         ON CONFLICT DO NOTHING",
        team.0,
        &members,
        actor.workspace.0
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

pub async fn remove(tx: &mut Tx, team: TeamId) -> Result<()> {
    sqlx::query!("DELETE FROM teams WHERE id = $1", team.0).execute(&mut **tx).await?;
    Ok(())
}
