//! Teams: people who work together. Somebody may be in several; a record that is for a team is for all with whom its owner shares one.

mod store;

use super::roles::only_admins;
use super::{Members, checked_name};
use crate::{
    actor::Actor,
    db::Tx,
    error::{Error, Result, again},
    events,
    events::{Event, EventKind},
};
use kurier_model::visibility::{Team, TeamForm};
use kurier_model::{Field, Invalid, Reason, TeamId};
use serde_json::json;

impl Members<'_> {
    /// The teams of the workspace, by name. Everybody knows them: they say who sees what.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn teams(&self, actor: &Actor) -> Result<Vec<Team>> {
        let mut tx = self.db().tx(actor).await?;
        store::all(&mut tx).await
    }

    /// A new team, or another name and other members for one that is there. Its id.
    ///
    /// # Errors
    /// [`Error::Forbidden`] unless the actor is an administrator; [`Error::NotFound`]; [`Error::Invalid`] names what is wrong.
    pub async fn save_team(&self, actor: &Actor, team: Option<TeamId>, form: TeamForm) -> Result<TeamId> {
        only_admins(actor)?;
        let mut invalid = Invalid::default();
        let name = checked_name(&mut invalid, Field::TeamName, &form.name);
        invalid.or(())?;
        again(|| async {
            let mut tx = self.db().tx(actor).await?;
            if !store::are_people(&mut tx, &form.members).await? {
                return Err(Error::invalid(Field::Members, Reason::Unknown));
            }
            let id = team.unwrap_or_else(TeamId::new);
            let before = match team {
                Some(team) => store::hold(&mut tx, team).await?.ok_or(Error::NotFound)?,
                None => Vec::new(),
            };
            if store::is_taken(&mut tx, id, &name).await? {
                return Err(Error::invalid(Field::TeamName, Reason::Taken));
            }
            store::put(&mut tx, actor, id, &name, self.now()).await?;
            store::put_members(&mut tx, actor, id, &form.members).await?;
            let payload = json!({ "team": id, "members": form.members });
            Event::new(EventKind::TeamChanged).payload(payload).record_in(&mut tx, actor).await?;
            tell(&mut tx, actor, before.into_iter().chain(form.members.iter().copied())).await?;
            tx.commit().await?;
            Ok(id)
        })
        .await
    }

    /// A team is no more. Nothing happens to its people; what was seen because of it is not seen any more.
    ///
    /// # Errors
    /// [`Error::Forbidden`] unless the actor is an administrator; [`Error::NotFound`].
    pub async fn remove_team(&self, actor: &Actor, team: TeamId) -> Result<()> {
        only_admins(actor)?;
        let mut tx = self.db().tx(actor).await?;
        let members = store::hold(&mut tx, team).await?.ok_or(Error::NotFound)?;
        store::remove(&mut tx, team).await?;
        let payload = json!({ "team": team, "removed": true });
        Event::new(EventKind::TeamChanged).payload(payload).record_in(&mut tx, actor).await?;
        tell(&mut tx, actor, members).await?;
        Ok(tx.commit().await?)
    }
}

/// Their pages read again what they may see now.
async fn tell(
    tx: &mut Tx,
    actor: &Actor,
    people: impl IntoIterator<Item = kurier_model::UserId>,
) -> Result<()> {
    let mut people: Vec<_> = people.into_iter().collect();
    people.sort_unstable();
    people.dedup();
    for person in people {
        events::notify_of_sight(tx, actor.workspace, person).await?;
    }
    Ok(())
}
